// What `make lint` knows of the third-party modules that ours import by their place on the desk.
declare module "*/vendor/combobox-nav.js" {
  export { default } from "@github/combobox-nav";
}
declare module "*/vendor/idb-keyval.js" {
  export * from "idb-keyval";
}
