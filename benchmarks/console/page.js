// What the page measures of itself; `benchmarks.console` calls these.
(() => {
  const tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  let firstRow = null;
  const look = new MutationObserver(() => {
    if (!document.querySelector("[role=option]")) return;
    // What is drawn is drawn with the next frame.
    look.disconnect();
    requestAnimationFrame(() => setTimeout(() => (firstRow = performance.now())));
  });
  look.observe(document, { childList: true, subtree: true });

  const rowAt = (area, y) => {
    const { left, width } = area.getBoundingClientRect();
    const found = document.elementFromPoint(left + width / 2, y);
    return found !== null && area.contains(found) && found.closest("[role=option], [data-index]") !== null;
  };
  const isBlank = (area) => {
    const { top, height } = area.getBoundingClientRect();
    return [0.25, 0.5, 0.75].some((part) => !rowAt(area, top + height * part));
  };

  /** Scrolls by `step` px a frame; returns how long each frame took, and in how many of them a part had no row. */
  const scroll = (selector, step, frames) =>
    new Promise((resolve) => {
      const area = document.querySelector(selector);
      const found = { frames: [], blank: 0, px: 0 };
      let before = null;
      const frame = (now) => {
        if (before !== null) {
          found.frames.push(now - before);
          if (isBlank(area)) found.blank += 1;
        }
        before = now;
        if (found.frames.length >= frames) return resolve(found);
        const from = area.scrollTop;
        area.scrollTop += step;
        found.px += Math.abs(area.scrollTop - from);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });

  window.measured = {
    firstRow: () => firstRow,
    scroll,
    since: (start) => tasks.filter(({ startTime, duration }) => startTime + duration >= start),
  };
})();
