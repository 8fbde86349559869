namespace Kite.Ticker;

/// <summary>What a binary frame held.</summary>
/// <param name="Packets">Packets given to the visitor.</param>
/// <param name="Skipped">Packets of a length that no known layout has, skipped by their declared length.</param>
/// <param name="Truncated">Packets that the frame announced and did not hold.</param>
/// <param name="TrailingBytes">Bytes after the last announced packet.</param>
/// <param name="Heartbeat">Whether the frame was a heartbeat: fewer than two bytes.</param>
public readonly record struct FrameResult(int Packets, int Skipped, int Truncated, int TrailingBytes, bool Heartbeat)
{
    public bool IsDamaged => (Truncated | TrailingBytes) != 0;
}
