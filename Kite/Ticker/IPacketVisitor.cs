namespace Kite.Ticker;

/// <summary>Receives the packets of a frame in their order.</summary>
public interface IPacketVisitor
{
    /// <param name="packet">Valid only during the call: the next packet overwrites it.</param>
    void OnPacket(in TickerPacket packet);
}
