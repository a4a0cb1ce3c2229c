# Derives the count tables of this folder from data sets of R's package survival, and prints what
# R says of them. Rscript derive.R (R 4.2.2, survival 3.5-3)
library(survival)
show <- function(label, values) cat(label, format(values, digits = 12, nsmall = 6), "\n")

# One row per time: first events by cause, last contacts without one, entries (at 0: the start).
counts <- function(file, entry, exit, status, causes) {
  times <- sort(unique(c(entry, exit)))
  table <- data.frame(time = times)
  for (k in seq_along(causes))
    table[[causes[k]]] <- sapply(times, function(t) sum(exit == t & status == k))
  table$left <- sapply(times, function(t) sum(exit == t & status == 0))
  table$entered <- sapply(times, function(t) sum(entry == t))
  write.csv(table, file, row.names = FALSE, quote = FALSE)
}

days <- c(91, 183, 365, 548, 731)
counts("lung.csv", 0 * lung$time, lung$time, lung$status - 1, "death")
fit <- survfit(Surv(time, status) ~ 1, lung, conf.type = "log-log")
at <- summary(fit, times = days)
show("lung KM", at$surv); show("lung low", at$lower); show("lung high", at$upper)
show("lung Greenwood se", at$std.err)

counts("veteran.csv", 0 * veteran$time, veteran$time, veteran$status, "death")
fit <- survfit(Surv(time, status) ~ 1, veteran, conf.type = "log-log")
at <- summary(fit, times = days)
show("veteran KM", at$surv); show("veteran low", at$lower); show("veteran high", at$upper)

# Half days as whole numbers: 0.5 is 1.
some <- heart[heart$transplant == 1, ]
counts("heart.csv", 2 * some$start, 2 * some$stop, some$event, "death")
fit <- survfit(Surv(start, stop, event) ~ 1, some, conf.type = "log-log")
at <- summary(fit, times = days[1:3])
show("heart KM", at$surv); show("heart low", at$lower); show("heart high", at$upper)

progressed <- mgus2$pstat == 1
month <- ifelse(progressed, mgus2$ptime, mgus2$futime)
state <- ifelse(progressed, 1, 2 * mgus2$death)
counts("mgus2.csv", 0 * month, month, state, c("pcm", "death"))
fit <- survfit(Surv(month, factor(state, 0:2, c("none", "pcm", "death"))) ~ 1)
at <- summary(fit, times = c(12, 60, 120, 240))
show("mgus2 none", at$pstate[, 1]); show("mgus2 pcm", at$pstate[, 2]); show("mgus2 death", at$pstate[, 3])
show("mgus2 pcm se", at$std.err[, 2]); show("mgus2 death se", at$std.err[, 3])

# Life tables in base R, from the same rows; an event or last contact on day t belongs to (s, t].
life_table <- function(n, d, w) {
  exposed <- n - w / 2
  surv <- cumprod(1 - d / exposed)
  se <- sqrt(cumsum(d / (exposed * (exposed - d))))
  width <- qnorm(0.975) * se / abs(log(surv))
  data.frame(surv, se = surv * se, low = surv^exp(width), high = surv^exp(-width))
}
on_grid <- function(time, event, days) {
  starts <- c(0, head(days, -1))
  life_table(sapply(starts, function(s) sum(time > s)),
             mapply(function(s, t) sum(event & time > s & time <= t), starts, days),
             mapply(function(s, t) sum(!event & time > s & time < t), starts, days))
}
table <- on_grid(lung$time, lung$status == 2, days)
show("lung LT", table$surv); show("lung LT limits, day 365", unlist(table[3, c("low", "high")]))
show("veteran LT", on_grid(veteran$time, veteran$status == 1, days)$surv)

# The same for cumulative incidence, by the recursion of Aalen & Johansen.
incidence_on_grid <- function(time, state, cause, days) {
  starts <- c(0, head(days, -1))
  n <- sapply(starts, function(s) sum(time > s))
  w <- mapply(function(s, t) sum(state == 0 & time > s & time < t), starts, days)
  d <- mapply(function(s, t) sum(state > 0 & time > s & time <= t), starts, days)
  k <- mapply(function(s, t) sum(state == cause & time > s & time <= t), starts, days)
  surv <- cumprod(1 - d / (n - w / 2))
  cumsum(c(1, head(surv, -1)) * k / (n - w / 2))
}
months <- c(3, 6, 12, 18, 24, 36, 48, 60, 120)
show("mgus2 LT pcm", incidence_on_grid(month, state, 1, months)[c(3, 8, 9)])
show("mgus2 LT death", incidence_on_grid(month, state, 2, months)[c(3, 8, 9)])

# Two groups of which the second has not reached the third horizon: sums over the open groups.
n <- c(12 + 15, 9 + 12, 7, 5); d <- c(2 + 3, 1 + 2, 1, 1); w <- c(1 + 0, 1 + 2, 1, 0)
table <- life_table(n, d, w)
show("two groups", table$surv); show("two groups log-log", unlist(table[4, c("low", "high")]))
moments <- function(a, b) c(prod(a / (a + b)), prod(a * (a + 1) / ((a + b) * (a + b + 1))))
quantile_of <- function(p, m) {
  size <- (m[1] - m[2]) / (m[2] - m[1]^2)
  qbeta(p, m[1] * size, (1 - m[1]) * size)
}
a <- n - w / 2 - d + 1
stay <- n[4] - d[4] - w[4]
show("two groups beta", c(quantile_of(0.025, moments(c(a, stay), c(d, 1))),
                          quantile_of(0.975, moments(a, d))))

show("poisson 3 in 41.7", poisson.test(3, 41.7)$conf.int)
show("poisson 0 in 41.7", poisson.test(0, 41.7)$conf.int)
x <- c(3, -5, 12, 7, 0, 9, 14, -2, 6, 8, 11)
show("mean", c(mean(x), sd(x), t.test(x)$conf.int)); show("sums", c(length(x), sum(x), sum(x^2)))
