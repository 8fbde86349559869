using System.Net.WebSockets;

namespace Kite.Simulator.Ticker;

/// <summary>A message to be sent besides market data.</summary>
internal readonly record struct OutgoingFrame(WebSocketMessageType Type, byte[] Bytes, bool InFragments = false);
