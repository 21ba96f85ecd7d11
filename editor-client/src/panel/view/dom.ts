type Child = Node | string | false | undefined;

/** An element with attributes; those that are undefined or false are left out, functions listen. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | number | boolean | undefined | ((event: Event) => void)> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** A picture that the server has drawn. Parsed as XML, so that it is shapes and text and nothing else. */
export function picture(svg: string): Element {
  // Written to stand within HTML, where it needs no namespace; XML does.
  const xml = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return document.importNode(new DOMParser().parseFromString(xml, "image/svg+xml").documentElement, true);
}
