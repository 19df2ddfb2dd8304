# The worker: Node and Firebreak's production packages, nothing else.
# One tag for both stages; pin it by digest where you build for production.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Nothing here needs install scripts. Not `npm ci`: it refuses the whole lockfile when a registry mirror lacks the
# binaries of platforms that are not this one.
RUN npm install --no-save --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY workflows ./workflows
COPY activities ./activities
COPY ledger ./ledger
COPY worker ./worker
COPY cli ./cli
COPY sandbox ./sandbox
COPY bench ./bench
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --ignore-scripts --omit=dev && npm cache clean --force
COPY --from=build /app/dist ./dist
COPY cli/firebreak.mjs ./cli/firebreak.mjs
RUN ln -s /app/cli/firebreak.mjs /usr/local/bin/firebreak \
  && install -d -o node -g node -m 0700 /var/lib/firebreak
USER node
ENTRYPOINT ["firebreak"]
CMD ["worker"]
