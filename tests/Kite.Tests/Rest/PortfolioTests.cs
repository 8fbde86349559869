using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class PortfolioTests
{
    [Fact]
    public async Task A_position_moves_to_another_product()
    {
        var conversion = new ConvertPosition
        {
            Exchange = Exchanges.Nfo, Tradingsymbol = "NIFTY25NOV25000CE", TransactionType = TransactionTypes.Buy, PositionType = PositionTypes.Day, Quantity = 75,
            OldProduct = Products.Mis, NewProduct = Products.Nrml,
        };
        var (done, sent) = await Wire.AcceptedAsync("true", c => c.ConvertPositionAsync(Clients.Token, conversion, default));
        Assert.True(done);
        Assert.Equal(
            "PUT /portfolio/positions exchange=NFO&tradingsymbol=NIFTY25NOV25000CE&transaction_type=BUY&position_type=day&quantity=75&old_product=MIS&new_product=NRML",
            sent);
    }

    [Fact]
    public async Task Holdings_are_authorised_one_by_one_or_all()
    {
        var (id, sent) = await Wire.AcceptedAsync(
            """{"request_id":"na8QgCeQm05UHG6NL9sAGRzdfSF64UdB"}""",
            c => c.AuthoriseHoldingsAsync(Clients.Token, [new("INE002A01018", 50), new("INE009A01021", 1.5m)], default));
        Assert.Equal("na8QgCeQm05UHG6NL9sAGRzdfSF64UdB", id);
        Assert.Equal("POST /portfolio/holdings/authorise isin=INE002A01018&quantity=50&isin=INE009A01021&quantity=1.5", sent);
        Assert.Equal(
            "POST /portfolio/holdings/authorise",
            (await Wire.AcceptedAsync("""{"request_id":"1"}""", c => c.AuthoriseHoldingsAsync(Clients.Token, [], default))).Sent);
        await Wire.SendAsync(
            """{"data":{}}""", async c => Assert.Equal(OutcomeKind.Unknown, (await c.AuthoriseHoldingsAsync(Clients.Token, [], default)).Kind));
    }

    [Fact]
    public void The_holder_confirms_at_the_broker_s_page()
    {
        var client = new KiteRestClient(KiteRestClient.CreateHttpClient(), KiteAddresses.Zerodha, "simkey00", TimeProvider.System);
        Assert.Equal("https://kite.zerodha.com/connect/portfolio/authorise/holdings/simkey00/a%2F1", client.AuthoriseUrl("a/1").AbsoluteUri);
    }

    [Fact]
    public async Task Holdings_come_in_full_compact_and_as_a_sum()
    {
        var (summary, sent) = await Wire.AcceptedAsync(
            """{"total_pnl":6798.235950000001,"total_pnl_percent":16.5,"today_pnl":-76.8,"today_pnl_percent":-0.16,"invested_amount":41044.4,"current_value":47842.6}""",
            c => c.HoldingsSummaryAsync(Clients.Token, default));
        Assert.Equal("GET /portfolio/holdings/summary", sent);
        Assert.Equal((6798.235950000001m, -76.8m, 47842.6m), (summary.TotalPnl, summary.TodayPnl, summary.CurrentValue));
        var (compact, path) = await Wire.AcceptedAsync(
            """[{"exchange":"NSE","tradingsymbol":"RELINFRA-BE","instrument_token":1226497,"t1_quantity":3,"quantity":1}]""",
            c => c.CompactHoldingsAsync(Clients.Token, default));
        Assert.Equal(("GET /portfolio/holdings/compact", 3, 1), (path, compact[0].T1Quantity, compact[0].Quantity));
        (compact, path) = await Wire.AcceptedAsync(
            """[{"exchange":"NSE","tradingsymbol":"ASHOKLEY","instrument_token":54282,"auction_number":"20","authorisation":{"a":1},"mtf":{"quantity":7}}]""",
            c => c.AuctionsAsync(Clients.Token, default));
        Assert.Equal(("GET /portfolio/holdings/auctions", "20", """{"a":1}""", 7), (path, compact[0].AuctionNumber, compact[0].Authorisation, compact[0].Mtf!.Quantity));
    }

    [Fact]
    public async Task A_session_may_be_refreshed_and_a_refresh_token_ended()
    {
        KiteSession? session = null;
        var seen = await Wire.SendAsync(
            """{"status":"success","data":{"user_id":"XX0000","access_token":"at","refresh_token":"rt"}}""",
            async c => session = (await c.RefreshAsync(new KiteCredentials("simkey00", "simsecret9"), "refresh77", default)).Value);
        Assert.Equal(
            ("/session/refresh_token", "api_key=simkey00&refresh_token=refresh77&checksum=341e212219b6db1643c6dfef2e3a9ed64f8063d7d70bfea86e663448335b362c"),
            (seen.Target, seen.Body));
        Assert.Equal(("at", "rt"), (session!.AccessToken, session.RefreshToken));
        Assert.Equal(
            "DELETE /session/token?api_key=simkey00&refresh_token=rt",
            (await Wire.AcceptedAsync("true", c => c.InvalidateRefreshTokenAsync(Clients.Token, "rt", default))).Sent);
    }

    [Fact]
    public async Task The_full_profile_is_not_printed()
    {
        var (profile, sent) = await Wire.AcceptedAsync(
            """
            {"user_id":"XX0000","twofa_type":"totp","phone":"*9999","pan":"*000A","bank_accounts":[{"name":"B","branch":"C","account":"*11"}],"dp_ids":["0001"],
             "tags":["t"],"password_timestamp":"1970-01-01 00:00:00","twofa_timestamp":null,"meta":{"poa":"physical"}}
            """,
            c => c.FullProfileAsync(Clients.Token, default));
        Assert.Equal("GET /user/profile/full", sent);
        Assert.Equal(("totp", "*9999", "*000A", "*11", "0001"), (profile.TwofaType, profile.Phone, profile.Pan, profile.BankAccounts[0].Account, profile.DpIds[0]));
        Assert.Equal("""{"poa":"physical"}""", profile.Meta);
        Assert.Equal("KiteProfile { UserId = XX0000 }", profile.ToString());
    }
}
