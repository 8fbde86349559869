// A connection to the hub with the official client.
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

/** @param key an API key, or nothing */
export function connect(url, key) {
  return new HubConnectionBuilder()
    .withUrl(`${url}hubs/market`, key ? { accessTokenFactory: () => key } : {})
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 200 })
    .configureLogging(LogLevel.None)
    .build();
}

/** The first frame of a stream, or the error that it ended with. */
export const first = stream => new Promise((resolve, reject) => {
  const subscription = stream.subscribe({
    next: frame => {
      subscription?.dispose();
      resolve(frame);
    },
    error: reject,
    complete: () => reject(new Error('the stream ended without a frame')),
  });
});
