/** The browser's own notifications, which stand on the screen beside the page. */

/** `impossible`: without TLS, or in a browser that has none. */
export type Permission = NotificationPermission | "impossible";

export function desktopPermission(): Permission {
  return "Notification" in globalThis && isSecureContext ? Notification.permission : "impossible";
}

/** Only ever from a click: browsers remember a "no" for good. */
export async function askPermission(): Promise<Permission> {
  return desktopPermission() === "default" ? await Notification.requestPermission() : desktopPermission();
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly onClick: () => void;
}

/** One at a time: the newest takes the place of the one that stands. */
export class Desktop {
  private standing: Notification | null = null;

  show({ title, body, onClick }: Shown): void {
    if (desktopPermission() !== "granted") return;
    const options = { body, tag: "console", renotify: true, silent: true, icon: iconUrl() };
    try {
      const shown = new Notification(title, options);
      this.standing = shown;
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
        onClick();
      });
    } catch {
      // Browsers of phones show none for a page.
    }
  }

  hide(): void {
    this.standing?.close();
    this.standing = null;
  }
}

function iconUrl(): string {
  return document.querySelector<HTMLLinkElement>('link[rel="apple-touch-icon"]')?.href ?? "/favicon.ico";
}
