# docker build -f deploy/Cluster.Dockerfile --build-arg PROJECT=Silo -t orleans-ticker-silo .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
ARG PROJECT
# Compiled ahead of time: docs/operations.md, "Publishing".
RUN dotnet publish "$PROJECT" -c Release -p:TickerHost=Cluster -p:PublishReadyToRun=true -o /app && printf '#!/bin/sh\nexec dotnet /app/%s.dll "$@"\n' "$PROJECT" >/app/start && chmod +x /app/start

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENTRYPOINT ["/app/start"]
