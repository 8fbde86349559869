using System.Runtime.CompilerServices;
using Kite.Ticker;

namespace Kite.Tests.Ticker;

/// <summary>
/// Reads a frame a second time, field by field and in the plainest way, while the decoder under test delivers it: every packet must be
/// the next one that the frame holds, with the values that its bytes say.
/// </summary>
ref struct FrameOracle(ReadOnlySpan<byte> frame) : IPacketVisitor
{
    readonly ReadOnlySpan<byte> _frame = frame;
    int _at = 2;

    public int Packets { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>What is wrong; null while all is right.</summary>
    public string? Fault { get; private set; }

    public void OnPacket(in TickerPacket packet)
    {
        if (Fault is not null)
            return;
        Skip();
        if (!Holds(_at, out var length))
        {
            Fault = $"packet {Packets} was delivered and the frame holds none";
            return;
        }

        if (!Matches(_at + 2, length, in packet))
            Fault = $"packet {Packets} of {length} bytes at {_at} was delivered as token {packet.Token}, price {packet.LastPrice}, {packet.Kind}";
        _at += 2 + length;
        Packets++;
    }

    /// <summary>After the last packet: what is wrong with the result, null when it says what the frame held.</summary>
    public string? Check(FrameResult result)
    {
        if (Fault is not null)
            return Fault;
        if (_frame.Length < 2)
            return result == new FrameResult(0, 0, 0, 0, true) ? null : "a heartbeat was read as something else";
        var announced = (_frame[0] << 8) | _frame[1];
        Skip();
        if (Packets + Skipped < announced && Holds(_at, out _))
            return "a packet was not delivered";
        var trailing = Packets + Skipped < announced ? 0 : _frame.Length - _at;
        return result == new FrameResult(Packets, Skipped, announced - Packets - Skipped, trailing, false) ? null : "the counts are wrong";
    }

    /// <summary>Passes what no layout has, as far as the frame goes.</summary>
    void Skip()
    {
        var announced = (_frame[0] << 8) | _frame[1];
        while (Packets + Skipped < announced && Holds(_at, out var length) && length is not (8 or 28 or 32 or 44 or 184))
        {
            _at += 2 + length;
            Skipped++;
        }
    }

    readonly bool Holds(int at, out int length)
    {
        length = at + 2 <= _frame.Length ? (_frame[at] << 8) | _frame[at + 1] : 0;
        return at + 2 <= _frame.Length && at + 2 + length <= _frame.Length;
    }

    readonly bool Matches(int at, int length, in TickerPacket p)
    {
        if ((int)p.Kind != length || p.Token != Word(at) || p.LastPrice != (int)Word(at + 4))
            return false;
        return length switch
        {
            8 => p is { High: 0, Close: 0, Change: 0, ExchangeTime: 0, Volume: 0 },
            28 => Index(at, in p) && p is { ExchangeTime: 0, Volume: 0, OpenInterest: 0 },
            32 => Index(at, in p) && p.ExchangeTime == Word(at + 28) && p is { Volume: 0, OpenInterest: 0 },
            44 => Quote(at, in p) && p is { ExchangeTime: 0, OpenInterest: 0, LastTradeTime: 0 },
            _ => Quote(at, in p) && Full(at, in p),
        };
    }

    readonly bool Index(int at, in TickerPacket p) =>
        p.High == (int)Word(at + 8) && p.Low == (int)Word(at + 12) && p.Open == (int)Word(at + 16) && p.Close == (int)Word(at + 20)
        && p.Change == (int)Word(at + 24);

    readonly bool Quote(int at, in TickerPacket p) =>
        p.LastQuantity == Word(at + 8) && p.AveragePrice == (int)Word(at + 12) && p.Volume == Word(at + 16) && p.BuyQuantity == Word(at + 20)
        && p.SellQuantity == Word(at + 24) && p.Open == (int)Word(at + 28) && p.High == (int)Word(at + 32) && p.Low == (int)Word(at + 36)
        && p.Close == (int)Word(at + 40) && p.Change == 0;

    readonly bool Full(int at, in TickerPacket p)
    {
        if (p.LastTradeTime != Word(at + 44) || p.OpenInterest != Word(at + 48) || p.OiDayHigh != Word(at + 52) || p.OiDayLow != Word(at + 56)
            || p.ExchangeTime != Word(at + 60))
            return false;
        for (var level = 0; level < 10; level++)
        {
            var from = at + 64 + (12 * level);
            if (p.Depth[level].Quantity != Word(from) || p.Depth[level].Price != (int)Word(from + 4)
                || p.Depth[level].Orders != ((_frame[from + 8] << 8) | _frame[from + 9]))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly uint Word(int at) => ((uint)_frame[at] << 24) | ((uint)_frame[at + 1] << 16) | ((uint)_frame[at + 2] << 8) | _frame[at + 3];
}
