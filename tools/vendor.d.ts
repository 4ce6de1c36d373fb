// What `make lint` knows of the third-party modules that ours import by their place on the desk.
declare module "*/vendor/idb-keyval.js" {
  export * from "idb-keyval";
}
