"use strict";
// Boots the query explorer. Tabs come from the page, or first from ?query= so that pages can link to a question.
// Queries live in memory only: a reader's questions are not kept on the device.
(() => {
  const place = document.getElementById("graphiql");
  const asked = new URLSearchParams(window.location.search);
  const tabs = JSON.parse(place.dataset.queries);
  if (asked.has("query")) {
    tabs.unshift({ query: asked.get("query"), variables: asked.get("variables") || "" });
  }
  const kept = new Map();
  const memory = {
    get length() { return kept.size; },
    key: (n) => [...kept.keys()][n] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => { kept.set(name, String(value)); },
    removeItem: (name) => { kept.delete(name); },
    clear: () => { kept.clear(); },
  };
  const explorer = React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: place.dataset.endpoint }),
    defaultTabs: tabs.map((tab) => ({ query: tab.query, variables: tab.variables || "" })),
    storage: memory,
    isHeadersEditorEnabled: false,
    shouldPersistHeaders: false,
  });
  ReactDOM.createRoot(place).render(explorer);
})();
