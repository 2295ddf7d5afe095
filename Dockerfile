# syntax=docker/dockerfile:1.7
#
# One image for every service: `docker build -t switchboard .`, then `run --only routing-engine`.
# A team that ships its own service alone: `docker build --build-arg SERVICE=routing-engine -t routing-engine .`;
# the binary keeps its place and its verbs, so compose file and chart run either image.

# --- web applications ---
FROM node:24.18.0-bookworm-slim AS web
WORKDIR /src
# npm resolves the whole workspace, so it wants every package.json that the root one names.
COPY package.json package-lock.json tsconfig.base.json ./
COPY tests/browser/package.json tests/browser/
COPY services/customer-widget/ui services/customer-widget/ui
COPY services/unified-admin/ui services/unified-admin/ui
COPY services/unified-agent/ui services/unified-agent/ui
COPY services/web-widget/ui services/web-widget/ui
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund && npm run build

# --- services ---
FROM rust:1.95.0-bookworm AS build
# The image has this toolchain; without the variable rustup would fetch the linters that rust-toolchain.toml asks for.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
# The built applications are embedded into the binary.
COPY --from=web /src/services/customer-widget/ui/dist services/customer-widget/ui/dist
COPY --from=web /src/services/unified-admin/ui/dist services/unified-admin/ui/dist
COPY --from=web /src/services/unified-agent/ui/dist services/unified-agent/ui/dist
COPY --from=web /src/services/web-widget/ui/dist services/web-widget/ui/dist
# The package of a service (which is the pod's name, or `connector-360` where that begins with a digit), or all of them.
ARG SERVICE=switchboard
# `--workspace`: see "Features unify" in ARCHITECTURE.md. The target folder is a cache, so the binary is moved out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release --workspace --bin "${SERVICE}" \
    && install -D "target/release/${SERVICE}" /out/switchboard \
    && mkdir -p /out/data

# --- what runs ---
# Debian rather than an image without a shell: the chart's preStop hook needs `sleep` on Kubernetes before 1.30.
FROM debian:12.11-slim
LABEL org.opencontainers.image.title="Switchboard" \
      org.opencontainers.image.licenses="Apache-2.0"
# Certificates of the world, for bots and providers over HTTPS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/switchboard /usr/local/bin/switchboard
# What differs from the defaults in a container; compose file and chart go on from here.
COPY <<TOML /etc/switchboard/switchboard.toml
data = "/var/lib/switchboard"
[listen]
public = "0.0.0.0:8080"
admin = "0.0.0.0:8081"
grpc = "0.0.0.0:8082"
[log]
format = "json"
TOML

# Scratch, and the only folder that is written: the root may be read-only.
COPY --from=build --chown=65532:65532 /out/data /var/lib/switchboard
# Numeric, so that Kubernetes can see that it is not root.
USER 65532:65532
WORKDIR /var/lib/switchboard
EXPOSE 8080 8081 8082
# Stops in order: not ready at once, then what is in flight (`drain`), then the end.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["switchboard", "--config", "/etc/switchboard/switchboard.toml", "health"]
ENTRYPOINT ["switchboard"]
CMD ["--config", "/etc/switchboard/switchboard.toml", "run"]
