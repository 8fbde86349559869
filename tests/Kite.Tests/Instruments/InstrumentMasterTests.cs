using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class InstrumentMasterTests
{
    [Fact]
    public async Task Instruments_are_found_by_key_and_by_token()
    {
        var master = await Lists.MasterAsync();
        Assert.True(master.TryGet(InstrumentKey.Parse("NSE:NIFTY 50"), out var index));
        Assert.True(master.TryGetByToken(256265, out var same));
        Assert.Same(index, same);
        Assert.False(master.TryGet(new InstrumentKey("BSE", "NIFTY 50"), out _));
        Assert.False(master.TryGet(default, out _));
        Assert.False(master.TryGetByToken(1, out _));
    }

    [Fact]
    public async Task Options_come_by_strike_with_the_call_first_and_futures_by_expiry()
    {
        var master = await Lists.MasterAsync();
        Assert.Equal(
            ["NIFTY2580724300PE", "NIFTY2580724400CE", "NIFTY2580724400PE"], master.Options("NIFTY", new DateOnly(2025, 8, 7)).Select(i => i.Tradingsymbol));
        Assert.Equal(["NIFTY25AUGFUT", "NIFTY25SEPFUT"], master.Futures("NIFTY").Select(i => i.Tradingsymbol));
        Assert.Equal([new DateOnly(2025, 8, 7), new DateOnly(2025, 8, 28)], master.Expiries("NIFTY"));
        Assert.Equal(["NIFTY", "RELIANCE", "SENSEX", "USDINR"], master.Underlyings);
        Assert.Empty(master.Options("NIFTY", new DateOnly(2025, 8, 8)));
        Assert.Empty(master.Futures("NOTHING"));
        Assert.Empty(master.Expiries("NOTHING"));
    }

    [Fact]
    public async Task A_name_used_on_two_exchanges_means_the_larger_one_unless_told()
    {
        var master = await Lists.MasterAsync();
        var expiry = new DateOnly(2025, 8, 27);
        Assert.Equal("CDS", master.ExchangeOf("USDINR"));
        Assert.Equal("CDS", Assert.Single(master.Options("USDINR", expiry)).Exchange);
        Assert.Equal("BCD", Assert.Single(master.Options("USDINR", expiry, "BCD")).Exchange);
        Assert.Null(master.ExchangeOf("NOTHING"));
    }

    [Theory]
    [InlineData("NIFTY", 256265u)]
    [InlineData("SENSEX", 265u)]
    [InlineData("RELIANCE", 738561u)]
    public async Task The_spot_of_an_underlying_is_its_index_or_its_share(string underlying, uint token)
    {
        Assert.True((await Lists.MasterAsync()).TryGetSpot(underlying, out var spot));
        Assert.Equal(token, spot.Token);
        Assert.Equal(underlying, spot.Underlying);
    }

    [Fact]
    public async Task Currencies_and_missing_indices_have_no_spot()
    {
        var master = await Lists.MasterAsync();
        Assert.False(master.TryGetSpot("USDINR", out _));
        Assert.False(master.TryGetSpot("FINNIFTY", out _));
    }

    [Theory]
    [InlineData("NIFTY 50", "NIFTY")]
    [InlineData("NIFTY BANK", "BANKNIFTY")]
    [InlineData("NIFTY FIN SERVICE", "FINNIFTY")]
    [InlineData("NIFTY MID SELECT", "MIDCPNIFTY")]
    [InlineData("NIFTY NEXT 50", "NIFTYNXT50")]
    [InlineData("SENSEX", "SENSEX")]
    [InlineData("INDIA VIX", "INDIA VIX")]
    public void Index_rows_know_the_name_of_their_derivatives(string row, string underlying) => Assert.Equal(underlying, IndexSymbols.UnderlyingOf(row));

    [Theory]
    [InlineData("nifty 24400 ce", "NIFTY2580724400CE,NIFTY25AUG24400CE")]
    [InlineData("reliance", "RELIANCE,RELIANCE,RELIANCE26SEPFUT,RELIANCE26SEP1300CE")]
    [InlineData("NIFTY BANK", "NIFTY BANK")]
    [InlineData("mahindra", "M&M")]
    [InlineData("bse:sensex", "SENSEX")]
    [InlineData("   ", "")]
    [InlineData("zebra", "")]
    public async Task Search_wants_every_word_and_gives_the_closest_first(string text, string expected) =>
        Assert.Equal(expected, string.Join(',', (await Lists.MasterAsync()).Search(text, 10).Select(i => i.Tradingsymbol)));

    [Fact]
    public async Task Search_gives_no_more_than_asked()
    {
        var master = await Lists.MasterAsync();
        Assert.Equal(["NIFTY 50", "NIFTY BANK"], master.Search("nifty", 2).Select(i => i.Tradingsymbol));
        Assert.Empty(master.Search("nifty", 0));
    }

    [Theory]
    [InlineData("NIFY", "NIFTY")]
    [InlineData("relaince", "RELIANCE")]
    [InlineData("NFO:NIFTY2580724450CE", "NFO:NIFTY2580724400CE")]
    [InlineData("nfo:NIFTY25AUGFTU", "NFO:NIFTY25AUGFUT")]
    public async Task What_was_perhaps_meant_comes_first(string text, string expected)
    {
        var names = (await Lists.MasterAsync()).NearestNames(text, 3);
        Assert.Equal(3, names.Count);
        Assert.Equal(expected, names[0]);
    }

    [Fact]
    public async Task Nothing_is_near_to_nothing()
    {
        var master = await Lists.MasterAsync();
        Assert.Empty(master.NearestNames("", 3));
        Assert.Empty(master.NearestNames("XYZ:NIFTY", 3));
    }

    [Fact]
    public void A_master_can_be_made_of_rows()
    {
        var row = new Instrument(258, 1, "NFO", "X25NOVFUT", "X", new DateOnly(2025, 11, 25), 0, 0.05m, 75, InstrumentType.Fut, "NFO-FUT");
        Assert.Same(row, InstrumentMaster.Create([row]).Futures("X")[0]);
    }
}
