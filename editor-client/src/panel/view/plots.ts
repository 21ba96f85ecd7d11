import { h, picture } from "./dom";

/**
 * A plot whose marks can be looked at one by one: by the pointer, or by the keyboard, where one of them is in the order of the
 * tab key and the arrows lead to the next. What a mark says stands under the plot.
 * @param marks Each has a title, which says what it is.
 * @param name What the marks are, for who hears the page.
 */
export function explorable(svg: string, marks: string, name: string): HTMLElement {
  const plot = picture(svg);
  const all = [...plot.querySelectorAll<SVGElement>(marks)].filter((mark) => titleOf(mark));
  const caption = h("figcaption", { class: "quiet" });
  // An image has nothing within it; this one has.
  plot.setAttribute("role", "group");
  all.forEach((mark, index) => {
    const text = titleOf(mark)!.textContent!;
    // The browser's own tip would cover what the caption says anyway.
    titleOf(mark)!.remove();
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", text);
    mark.setAttribute("tabindex", index === 0 ? "0" : "-1");
    const show = () => (caption.textContent = text);
    const hide = () => (caption.textContent = document.activeElement instanceof SVGElement ? document.activeElement.getAttribute("aria-label") : "");
    mark.addEventListener("focus", show);
    mark.addEventListener("mouseenter", show);
    mark.addEventListener("blur", hide);
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("keydown", (event) => {
      const to = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
      const next = to === undefined ? undefined : all[to];
      if (next) {
        event.preventDefault();
        mark.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      }
    });
  });
  return h("figure", { "aria-label": name }, plot, caption);
}

function titleOf(mark: Element): Element | null {
  return mark.querySelector(":scope > title");
}
