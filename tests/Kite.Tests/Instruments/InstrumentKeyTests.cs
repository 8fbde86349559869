using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class InstrumentKeyTests
{
    [Theory]
    [InlineData("NFO:NIFTY25NOV25000CE", "NFO", "NIFTY25NOV25000CE")]
    [InlineData("NSE:NIFTY 50", "NSE", "NIFTY 50")]
    [InlineData("NSE:COX&KINGS-BE", "NSE", "COX&KINGS-BE")]
    [InlineData("NSE:A:B", "NSE", "A:B")]
    public void A_key_is_an_exchange_and_a_symbol(string text, string exchange, string symbol)
    {
        var key = InstrumentKey.Parse(text);
        Assert.Equal(new InstrumentKey(exchange, symbol), key);
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("NIFTY")]
    [InlineData(":NIFTY")]
    [InlineData("NFO:")]
    [InlineData("nfo:NIFTY")]
    [InlineData("N FO:NIFTY")]
    [InlineData("NFO: NIFTY")]
    [InlineData("NFO:NIFTY ")]
    [InlineData("NFO:NIF\nTY")]
    public void What_is_no_key_is_refused_with_an_example(string? text)
    {
        Assert.False(InstrumentKey.TryParse(text, out _));
        Assert.Contains("NFO:NIFTY25NOV25000CE", Assert.Throws<FormatException>(() => InstrumentKey.Parse(text!)).Message, StringComparison.Ordinal);
    }
}
