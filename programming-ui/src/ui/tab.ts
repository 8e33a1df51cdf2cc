/** One tab of a strip; `panelId` is the id of the element that it shows. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panelId: string;
}
