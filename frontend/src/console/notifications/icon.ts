/** The number of what waits, on the icon of the tab and of the installed console. */

/** More is not legible there. */
const MOST = 9;

export class PageIcon {
  private readonly link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  private readonly plain = this.link?.href ?? "";
  private count = 0;

  show(count: number): void {
    if (count === this.count) return;
    this.count = count;
    if (this.link !== null) this.link.href = count > 0 ? counted(count) : this.plain;
    void badge(count);
  }
}

/** In the taskbar or the dock, where the console is installed. */
async function badge(count: number): Promise<void> {
  const app: Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">> = navigator;
  try {
    await (count > 0 ? app.setAppBadge?.(count) : app.clearAppBadge?.());
  } catch {
    // Not installed, or not allowed: the title has the number, too.
  }
}

function counted(count: number): string {
  const text = count > MOST ? `${MOST}+` : String(count);
  const size = text.length > 1 ? 13 : 17;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f8a5b"/>' +
    '<path d="M6 8a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6l-5 5v-5a2 2 0 0 1-2-2z" fill="#fff"/>' +
    '<circle cx="21" cy="21" r="11" fill="#c62828"/>' +
    `<text x="21" y="${21 + size * 0.36}" font-family="sans-serif" font-size="${size}" font-weight="700"` +
    ` text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
