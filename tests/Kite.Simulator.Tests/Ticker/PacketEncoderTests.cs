using Kite.Simulator.Market;
using Kite.Simulator.Ticker;

namespace Kite.Simulator.Tests.Ticker;

/// <summary>The vectors of the protocol reference, section 3.5.</summary>
public sealed class PacketEncoderTests
{
    static readonly Underlying s_nifty = new(MarketFacts.Embedded.Exchange.Underlyings[0], 0);

    static string Hex(Instrument instrument, TickerMode mode)
    {
        var packet = new byte[PacketEncoder.Largest];
        PacketEncoder.Encode(instrument, packet);
        return Convert.ToHexStringLower(packet.AsSpan(0, PacketEncoder.LengthOf(instrument.Kind == InstrumentKind.Index, mode)));
    }

    [Fact]
    public void A_contract_in_ltp_mode_is_token_and_price()
    {
        var option = new Instrument { Token = 10189826, Symbol = "NIFTY2580724400CE", Kind = InstrumentKind.Call, Underlying = s_nifty, Last = 1230 };
        Assert.Equal("009b7c02000004ce", Hex(option, TickerMode.Ltp));
    }

    [Theory]
    [InlineData(2569495, "0003e9090027351700273cec0026d51d0026e922002705fb00002f1c")]
    [InlineData(2547395, "0003e9090026dec300273cec0026d51d0026e922002705fbffffd8c8")]
    public void An_index_is_high_low_open_close_and_a_signed_change(int last, string expected)
    {
        var index = new Instrument
        {
            Token = 256265, Symbol = "NIFTY 50", Kind = InstrumentKind.Index, Underlying = s_nifty, Last = last,
            High = 2571500, Low = 2544925, Open = 2550050, Close = 2557435,
            ExchangeTime = new DateTimeOffset(2025, 11, 11, 9, 15, 1, TradingCalendar.Ist).ToUnixTimeSeconds(),
        };
        Assert.Equal(expected, Hex(index, TickerMode.Quote));
        Assert.Equal(expected + "6912b13d", Hex(index, TickerMode.Full));
    }

    [Fact]
    public void A_contract_in_full_mode_has_every_field_at_its_offset()
    {
        var option = new Instrument
        {
            Token = 2 + (256 * 5), Symbol = "X", Kind = InstrumentKind.Put, Underlying = s_nifty, Last = 1, LastQuantity = 2, Volume = 4, PaidPaise = 12,
            Open = 7, High = 8, Low = 9, Close = 10, LastTradeTime = 11, Oi = 12, OiHigh = 13, OiLow = 14, ExchangeTime = 15,
        };
        for (var i = 0; i < 5; i++)
        {
            option.Bids[i] = new() { Quantity = 20 + i, Price = 30 + i, Orders = (ushort)(40 + i) };
            option.Asks[i] = new() { Quantity = 50 + i, Price = 60 + i, Orders = (ushort)(70 + i) };
        }

        var words = new[] { 1282, 1, 2, 3, 4, 110 * 12, 260 * 12, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
        var expected = string.Concat(words.Select(static w => w.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
        for (var side = 0; side < 2; side++)
        {
            for (var i = 0; i < 5; i++)
                expected += $"{20 + (30 * side) + i:x8}{30 + (30 * side) + i:x8}{40 + (30 * side) + i:x4}0000";
        }

        Assert.Equal(expected, Hex(option, TickerMode.Full));
        Assert.Equal(expected[..88], Hex(option, TickerMode.Quote));
    }
}
