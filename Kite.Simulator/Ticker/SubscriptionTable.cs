using Kite.Simulator.Market;

namespace Kite.Simulator.Ticker;

/// <summary>
/// What one socket wants, and which of it waits to be sent. A slow socket only makes packets wait, and the latest one replaces the one that
/// waited: at most one packet for each token is owed. The world's lock guards it.
/// </summary>
internal sealed class SubscriptionTable
{
    public const int Limit = 3000;
    readonly Dictionary<uint, TickerMode> _modes = [];
    readonly List<int> _owed = [];
    TickerMode[] _byIndex = [];
    bool[] _isOwed = [];
    int _listing = -1;

    public int Count => _modes.Count;

    public bool OwesPackets => _owed.Count > 0;

    public IReadOnlyDictionary<uint, TickerMode> Modes => _modes;

    /// <summary>Adds or changes tokens and owes a snapshot of each; false when some were beyond the limit.</summary>
    public bool Set(SimulatedMarket market, IEnumerable<uint> tokens, TickerMode mode)
    {
        Align(market);
        var fits = true;
        foreach (var token in tokens)
        {
            if (!_modes.ContainsKey(token) && _modes.Count >= Limit)
            {
                fits = false;
                continue;
            }

            _modes[token] = mode;
            if (market.Find(token) is not { } instrument)
                continue;
            _byIndex[instrument.Index] = mode;
            Owe(instrument.Index);
        }

        return fits;
    }

    public void Remove(SimulatedMarket market, IEnumerable<uint> tokens)
    {
        Align(market);
        foreach (var token in tokens)
        {
            _modes.Remove(token);
            if (market.Find(token) is { } instrument)
                _byIndex[instrument.Index] = TickerMode.None;
        }
    }

    /// <summary>Notes a change that modes from <paramref name="change"/> upwards can see; false when it takes the place of one that was not sent yet.</summary>
    public bool Changed(SimulatedMarket market, Instrument instrument, TickerMode change)
    {
        Align(market);
        return _byIndex[instrument.Index] < change || change == TickerMode.None || Owe(instrument.Index);
    }

    /// <summary>Writes all owed packets as one frame; 0 when nothing is owed.</summary>
    public int Write(SimulatedMarket market, PacketCache cache, ref byte[] buffer)
    {
        Align(market);
        var needed = 2 + (_owed.Count * (PacketEncoder.Largest + 2));
        if (buffer.Length < needed)
            buffer = new byte[needed];
        int count = 0, at = 2;
        foreach (var index in _owed)
        {
            _isOwed[index] = false;
            if (_byIndex[index] == TickerMode.None)
                continue;
            var packet = cache.Packet(market.Instruments[index], _byIndex[index]);
            buffer[at] = 0;
            buffer[at + 1] = (byte)packet.Length;
            packet.CopyTo(buffer.AsSpan(at + 2));
            at += packet.Length + 2;
            count++;
        }

        _owed.Clear();
        buffer[0] = (byte)(count >> 8);
        buffer[1] = (byte)count;
        return count == 0 ? 0 : at;
    }

    bool Owe(int index)
    {
        if (_isOwed[index])
            return false;
        _isOwed[index] = true;
        _owed.Add(index);
        return true;
    }

    /// <summary>Indexes belong to one listing: after a new one they are looked up again.</summary>
    void Align(SimulatedMarket market)
    {
        if (_listing == market.ListingVersion)
            return;
        _listing = market.ListingVersion;
        _byIndex = new TickerMode[market.Instruments.Count];
        _isOwed = new bool[market.Instruments.Count];
        _owed.Clear();
        foreach (var (token, mode) in _modes)
        {
            if (market.Find(token) is { } instrument)
                _byIndex[instrument.Index] = mode;
        }
    }
}
