using System.Runtime.InteropServices;

namespace Kite.Simulator.Market;

/// <summary>Clock, levels and day statistics as bytes; books are quoted again after a restart.</summary>
internal static class MarketState
{
    const int Format = 1;

    /// <summary>A state of another listing has other indices.</summary>
    static int FormatOf(SimulatedMarket market) => market.Underlyings.Length == 2 ? Format : (market.Underlyings.Length << 8) + Format;

    public static byte[] Write(SimulatedMarket market)
    {
        using var memory = new MemoryStream(128 * 1024);
        using var writer = new BinaryWriter(memory);
        writer.Write(FormatOf(market));
        writer.Write(market.Now.UtcTicks);
        foreach (var word in market.Random.State)
            writer.Write(word);
        for (var i = 0; i < market.Underlyings.Length; i++)
            Write(writer, market.Underlyings[i], market.Histories[i]);
        writer.Write(market.Instruments.Count);
        foreach (var instrument in market.Instruments)
            Write(writer, instrument);
        return memory.ToArray();
    }

    /// <summary>Brings a fresh market to a stored state; one of another format is left alone.</summary>
    public static void Read(SimulatedMarket market, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        if (reader.ReadInt32() != FormatOf(market))
            return;
        var now = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero).ToOffset(TradingCalendar.Ist);
        var words = new ulong[4];
        for (var i = 0; i < words.Length; i++)
            words[i] = reader.ReadUInt64();
        for (var i = 0; i < market.Underlyings.Length; i++)
            Read(reader, market.Underlyings[i], market.Histories[i]);
        // The listing follows from the day; strikes that were listed at other levels are named by the stored rows.
        var rows = new List<StoredInstrument>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            rows.Add(ReadInstrument(reader));
        market.Resume(now, words, rows);
    }

    static void Write(BinaryWriter writer, Underlying underlying, SpotHistory history)
    {
        writer.Write(underlying.Spot);
        writer.Write(underlying.Breath);
        writer.Write(underlying.Tilt);
        writer.Write(history.StartDay.DayNumber);
        writer.Write(history.StartMinute);
        writer.Write(history.StartSpot);
        writer.Write(history.Simulated.Count);
        foreach (var (day, path) in history.Simulated)
        {
            writer.Write(day.DayNumber);
            writer.Write(MemoryMarshal.AsBytes(path.AsSpan()));
        }
    }

    static void Read(BinaryReader reader, Underlying underlying, SpotHistory history)
    {
        underlying.Spot = reader.ReadDouble();
        underlying.Breath = reader.ReadDouble();
        underlying.Tilt = reader.ReadDouble();
        history.Begin(DateOnly.FromDayNumber(reader.ReadInt32()), reader.ReadInt32(), reader.ReadDouble());
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var day = DateOnly.FromDayNumber(reader.ReadInt32());
            var path = new double[SpotHistory.Minutes + 1];
            reader.ReadExactly(MemoryMarshal.AsBytes(path.AsSpan()));
            history.Remember(day, path);
        }
    }

    static void Write(BinaryWriter writer, Instrument i)
    {
        writer.Write(i.Token);
        writer.Write((byte)i.Underlying.Number);
        writer.Write((byte)i.Kind);
        writer.Write(i.Expiry.DayNumber);
        writer.Write(i.Strike);
        foreach (var value in (ReadOnlySpan<int>)[i.Last, i.LastQuantity, i.Open, i.High, i.Low, i.Close])
            writer.Write(value);
        foreach (var value in (ReadOnlySpan<uint>)[i.Volume, i.Oi, i.OiHigh, i.OiLow])
            writer.Write(value);
        writer.Write(i.PaidPaise);
        writer.Write(i.LastTradeTime);
        writer.Write(i.ExchangeTime);
    }

    static StoredInstrument ReadInstrument(BinaryReader r) => new(
        r.ReadUInt32(), r.ReadByte(), (InstrumentKind)r.ReadByte(), DateOnly.FromDayNumber(r.ReadInt32()), r.ReadInt32(),
        r.ReadInt32(), r.ReadInt32(), r.ReadInt32(), r.ReadInt32(), r.ReadInt32(), r.ReadInt32(),
        r.ReadUInt32(), r.ReadUInt32(), r.ReadUInt32(), r.ReadUInt32(), r.ReadDouble(), r.ReadInt64(), r.ReadInt64());
}

/// <summary>A contract and its day statistics as stored.</summary>
internal readonly record struct StoredInstrument(
    uint Token, int Underlying, InstrumentKind Kind, DateOnly Expiry, int Strike, int Last, int LastQuantity, int Open, int High, int Low,
    int Close, uint Volume, uint Oi, uint OiHigh, uint OiLow, double PaidPaise, long LastTradeTime, long ExchangeTime)
{
    public void CopyTo(Instrument i)
    {
        (i.Last, i.LastQuantity, i.Open, i.High, i.Low, i.Close) = (Last, LastQuantity, Open, High, Low, Close);
        (i.Volume, i.Oi, i.OiHigh, i.OiLow) = (Volume, Oi, OiHigh, OiLow);
        (i.PaidPaise, i.LastTradeTime, i.ExchangeTime) = (PaidPaise, LastTradeTime, ExchangeTime);
    }
}
