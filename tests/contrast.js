// Texts on the page whose contrast with the ground below them is under WCAG AA (4.5 : 1).
() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb
      .map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const { rgb, a } = parse(getComputedStyle(e).backgroundColor);
      if (a === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own && element.tagName !== "INPUT") continue;
    if (!element.checkVisibility()) continue;
    const pseudo = element.tagName === "INPUT" ? "::placeholder" : null;
    const text = luminance(parse(getComputedStyle(element, pseudo).color).rgb);
    const below = luminance(ground(element));
    const ratio = (Math.max(text, below) + 0.05) / (Math.min(text, below) + 0.05);
    if (ratio < 4.5) faint.push(`${element.className} ${element.textContent} ${ratio}`);
  }
  return faint;
}
