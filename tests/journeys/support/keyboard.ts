import type { Locator, Page } from 'playwright-core';

const tabsMax = 150;

/** What of an element in the browser is needed here; these suites know no DOM of their own. */
interface Focusable {
  readonly nextElementSibling: Focusable | null;
  readonly ownerDocument: {
    readonly defaultView: { getComputedStyle(element: Focusable): { readonly outlineStyle: string; readonly outlineWidth: string } };
  };
  matches(selector: string): boolean;
}

/** A person without a mouse: gets about by Tab, and sees where they are. */
export class Keyboard {
  constructor(readonly page: Page) {}

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /**
   * Tabs on until `target` has the focus. A group of radio buttons is one stop: its chosen one.
   * @throws Error when it cannot be reached, or when the focus cannot be seen on it
   */
  async to(target: Locator): Promise<void> {
    await target.waitFor();
    for (let tabs = 0; tabs < tabsMax; tabs += 1) {
      if ((await target.and(this.page.locator(':focus')).count()) > 0) return this.#mustBeSeen(target);
      await this.press('Tab');
    }
    throw new Error(`${tabsMax} tabs do not lead to ${String(target)}`);
  }

  async enter(target: Locator): Promise<void> {
    await this.to(target);
    await this.press('Enter');
  }

  async #mustBeSeen(target: Locator): Promise<void> {
    // Radio buttons that look like one control show the focus on their label's face.
    const outline = await target.evaluate((element: Focusable) => {
      const face = element.matches('input[type=radio]') ? (element.nextElementSibling ?? element) : element;
      const { outlineStyle, outlineWidth } = element.ownerDocument.defaultView.getComputedStyle(face);
      return outlineStyle === 'none' ? '0px' : outlineWidth;
    });
    if (Number.parseFloat(outline) < 1) throw new Error(`nothing shows that ${String(target)} has the focus`);
  }
}
