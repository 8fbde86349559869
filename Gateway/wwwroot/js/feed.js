// The stream of one chain: connects, subscribes, notices silence, subscribes again. Knows nothing of what a frame means.
import { hasKey } from './access.js';
import { newHubTicket } from './api.js';

const SILENT_MS = 5_000;
const DEAD_MS = 12_000;
const RETRY_MS = [0, 250, 500, 1_000, 2_000, 5_000];
const MAX_HZ = 10;

const retryDelay = attempt => RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];

export class Feed {
  #connection;
  #wanted = null;
  #stream = null;
  #attempt = 0;
  #timer = null;
  #lastFrame = 0;
  #onFrame;
  #onState;

  /** @param onState called with `connecting`, `live`, `silent`, `lost` or `refused`, and a sentence or null */
  constructor({ onFrame, onState }) {
    this.#onFrame = onFrame;
    this.#onState = onState;
    this.#connection = this.#build();
    setInterval(() => this.#watch(), 1_000);
  }

  /** `window`: strikes on each side of the money, null for all. */
  watch(underlying, expiry, window) {
    this.#wanted = { underlying, expiry, window };
    this.#attempt = 0;
    this.#subscribe();
  }

  /** Asks for a snapshot: what is held and what arrives no longer fit together. */
  resubscribe() {
    clearTimeout(this.#timer);
    this.#stop();
    this.#timer = setTimeout(() => this.#subscribe(), retryDelay(this.#attempt++));
  }

  get lastFrame() {
    return this.#lastFrame;
  }

  async start() {
    for (let attempt = 0; ; attempt++) {
      try {
        this.#onState('connecting', null);
        await this.#connection.start();
        this.#subscribe();
        return;
      } catch {
        this.#onState('lost', 'The service cannot be reached; trying again.');
        await new Promise(resolve => setTimeout(resolve, Math.max(500, retryDelay(attempt))));
      }
    }
  }

  #build() {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl('/hubs/market', {
        // Without negotiation a connection is one request, so that a one-time ticket is enough for it.
        skipNegotiation: true,
        transport: signalR.HttpTransportType.WebSockets,
        accessTokenFactory: async () => hasKey() ? (await newHubTicket()).body?.ticket ?? '' : '',
      })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.max(100, retryDelay(previousRetryCount)) })
      .configureLogging(signalR.LogLevel.None)
      .build();
    connection.onreconnecting(() => this.#onState('lost', 'The connection broke; connecting again.'));
    connection.onreconnected(() => this.#subscribe());
    connection.onclose(() => {
      this.#onState('lost', 'The connection is closed; connecting again.');
      this.start();
    });
    return connection;
  }

  #subscribe() {
    clearTimeout(this.#timer);
    this.#stop();
    if (!this.#wanted || this.#connection.state !== signalR.HubConnectionState.Connected) return;
    const { underlying, expiry, window } = this.#wanted;
    const options = window === null ? { max_hz: MAX_HZ } : { max_hz: MAX_HZ, window };
    this.#lastFrame = performance.now();
    const mine = this.#stream = {};
    mine.subscription = this.#connection.stream('StreamChain', underlying, expiry, options).subscribe({
      next: frame => mine === this.#stream && this.#received(frame),
      error: error => mine === this.#stream && this.#ended(error?.message),
      complete: () => mine === this.#stream && this.#ended('The service ended the stream.'),
    });
  }

  #received(frame) {
    this.#lastFrame = performance.now();
    this.#onState('live', null);
    this.#stream.synced ||= frame.type === 'snapshot';
    // Before its snapshot a new stream can only say that it lives or that there is a gap.
    if (!this.#stream.synced && frame.type !== 'gap') return;
    if (frame.type === 'heartbeat') this.#attempt = 0;
    this.#onFrame(frame);
  }

  #ended(reason) {
    if (this.#connection.state !== signalR.HubConnectionState.Connected) return;
    this.#onState('refused', reason ?? 'The service refused the stream.');
    this.#attempt = Math.max(this.#attempt, 3);
    this.resubscribe();
  }

  #stop() {
    const old = this.#stream;
    this.#stream = null;
    old?.subscription?.dispose();
  }

  #watch() {
    if (!this.#stream) return;
    const silence = performance.now() - this.#lastFrame;
    if (silence > DEAD_MS) {
      this.#connection.stop();
    } else if (silence > SILENT_MS) {
      this.#onState('silent', 'No frame for five seconds.');
    }
  }
}
