namespace Kite.Recording;

/// <summary>A ticker message as it was received.</summary>
/// <param name="ReceivedAt">When its last byte came, to the microsecond.</param>
/// <param name="IsText">A JSON event; else a binary frame of packets, or a heartbeat of one byte.</param>
public sealed record SegmentRecord(DateTimeOffset ReceivedAt, bool IsText, byte[] Payload);
