using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class ExpiredContractTests
{
    [Fact]
    public async Task Contracts_that_left_the_list_can_still_be_named()
    {
        var first = await List("10189826,39804,NIFTY2580724400CE,NIFTY,0,2025-08-07,24400,0.05,75,CE,NFO-OPT,NFO");
        // The next week's contract has the token of the one that expired.
        var second = (await List("10189826,39804,NIFTY2581424400CE,NIFTY,0,2025-08-14,24400,0.05,75,CE,NFO-OPT,NFO")).Following(first, new DateOnly(2025, 7, 1));
        Assert.True(second.TryGetExpired(new("NFO", "NIFTY2580724400CE"), out var old));
        Assert.Equal(new DateOnly(2025, 8, 7), old.Expiry);
        Assert.False(second.TryGet(new("NFO", "NIFTY2580724400CE"), out _));
        Assert.True(second.TryGetByToken(10189826, out var now));
        Assert.Equal("NIFTY2581424400CE", now.Tradingsymbol);
        Assert.Equal([new DateOnly(2025, 8, 14)], second.Expiries("NIFTY"));
        Assert.Equal((2, 1), (second.Count, second.Expired.Count));
        Assert.Empty(first.Expired);
    }

    [Fact]
    public async Task They_are_kept_over_many_lists_until_they_are_too_old()
    {
        var master = await List("10189826,39804,NIFTY2580724400CE,NIFTY,0,2025-08-07,24400,0.05,75,CE,NFO-OPT,NFO");
        for (var day = 0; day < 3; day++)
            master = (await List("17606914,68777,RELIANCE26SEPFUT,RELIANCE,0,2026-09-29,0,0.1,500,FUT,NFO-FUT,NFO")).Following(master, new DateOnly(2025, 8, 7));
        Assert.Single(master.Expired);
        Assert.Empty((await List("1,1,A,A,0,,0,0,0,EQ,NSE,NSE")).Following(master, new DateOnly(2027, 1, 1)).Expired);
    }

    [Fact]
    public async Task One_that_is_listed_again_is_not_expired_and_shares_never_are()
    {
        const string Option = "10189826,39804,NIFTY2580724400CE,NIFTY,0,2025-08-07,24400,0.05,75,CE,NFO-OPT,NFO";
        var gone = (await List("1,1,A,A,0,,0,0,0,EQ,NSE,NSE")).Following(await List(Option + "\n7,7,B,B,0,,0,0,0,EQ,NSE,NSE"), default);
        Assert.Equal(["NIFTY2580724400CE"], gone.Expired.Select(i => i.Tradingsymbol));
        Assert.Empty((await List(Option)).Following(gone, default).Expired);
    }

    [Fact]
    public async Task A_list_of_fewer_rows_than_expected_is_refused()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{Lists.Header}\n{Lists.Rows}\n"));
        var outcome = await InstrumentMaster.LoadAsync(stream, default, atLeast: 18);
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("17 rows where at least 18", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_list_whose_bits_were_flipped_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{Lists.Header}\n{Lists.Rows}\n"));
        var bytes = packed.ToArray();
        // A strike's digit: the row still makes sense, only the check sum knows.
        bytes[bytes.AsSpan().IndexOf("24400"u8)] ^= 1;
        await using var body = new Kite.Rest.GzipBody(new MemoryStream(bytes));
        var outcome = await InstrumentMaster.LoadAsync(body, default);
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
    }

    static async Task<InstrumentMaster> List(string rows) =>
        (await Lists.LoadAsync($"{Lists.Header}\n738561,2885,RELIANCE,RELIANCE INDUSTRIES,0,,0,0.1,1,EQ,NSE,NSE\n{rows}\n")).Value!;
}
