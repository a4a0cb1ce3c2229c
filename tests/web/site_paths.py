"""Every page that the browser looks at, by example. A new page joins every check by one line."""

PATHS = (
    "/",
    "/centres",
    "/centres?q=knorpel&from=de-hamburg",
    "/centres?q=nothing-like-this",
    "/centres/barcelona",
    "/check",
    "/products",
    "/products?q=cell+therapy&not-met=yes&country=DE",
    "/products/aurocel",
    "/products/chondracel",
    "/products/realcel",
    "/failures",
    "/releases",
    "/report",
    "/report/2024",
    "/report/2024/ES",
    "/report/2024/ES/authority",
    "/methods",
    "/privacy",
    "/accessibility",
    "/status",
    "/changelog",
    "/data",
)

# The query explorer is drawn by scripts of others; it is only looked at for what we put around it.
EXPLORER = "/graphql/explorer"
