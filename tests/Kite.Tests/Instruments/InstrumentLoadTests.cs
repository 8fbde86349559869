using System.IO.Compression;
using System.Text;
using Kite.Instruments;
using Kite.Rest;
using Kite.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Instruments;

public class InstrumentLoadTests
{
    [Fact]
    public async Task A_row_is_read_in_full()
    {
        var master = await Lists.MasterAsync();
        Assert.Equal((17, 0), (master.Count, master.BadRows));
        Assert.True(master.TryGet(new("NFO", "NIFTY2580724400CE"), out var option));
        Assert.Equal(
            new Instrument(10189826, 39804, "NFO", "NIFTY2580724400CE", "NIFTY", new DateOnly(2025, 8, 7), 24400, 0.05m, 75, InstrumentType.Ce, "NFO-OPT"), option);
        Assert.True(master.TryGet(new("NSE", "M&M"), out var share));
        Assert.Equal(("MAHINDRA & MAHINDRA, \"LTD\"", (DateOnly?)null, 0.1m), (share.Name, share.Expiry, share.TickSize));
    }

    [Fact]
    public async Task Texts_that_repeat_are_shared_and_trailing_zeros_dropped()
    {
        var master = await Lists.MasterAsync();
        master.TryGetByToken(10189826, out var call);
        master.TryGetByToken(10190082, out var put);
        Assert.Same(call!.Name, put!.Name);
        Assert.Same(call.Exchange, put.Exchange);
        Assert.Equal("24400", put.Strike.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Columns_are_found_by_name_and_line_ends_and_byte_order_marks_do_not_matter()
    {
        const string Text = "\uFEFFexchange,segment,extra,instrument_type,lot_size,tick_size,strike,expiry,name,tradingsymbol,exchange_token,instrument_token\r\n"
            + "NFO,NFO-OPT,?,PE,75,0.05,100.5,2025-08-07,X,X25807100.5PE,7,1794\r\n\r\n";
        var master = (await Lists.LoadAsync(Text)).Value!;
        Assert.Equal((1794u, 100.5m, InstrumentType.Pe), (master.All[0].Token, master.All[0].Strike, master.All[0].Type));
    }

    [Theory]
    [InlineData("0,1,A,A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("x,1,A,A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("-7,1,A,A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,,A,A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,,A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,2025-13-01,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,2025-02-30,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,01-02-2025,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,soon,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,-1,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,1x,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,0,99999999999,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,1234567890123456789,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,.5,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,1.5.5,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,0,0,XX,NSE,NSE")]
    [InlineData("7,1,A,A,0,,0,0,0,EQ,NSE,")]
    [InlineData("7,1,A,A,0,,100,0,1,CE,NFO-OPT,NFO")]
    [InlineData("7,1,A,A,0,2025-08-07,0,0,1,PE,NFO-OPT,NFO")]
    [InlineData("7,1,A,A,0,,0,0,1,FUT,NFO-FUT,NFO")]
    [InlineData("7,1,A,\"A,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,\"A\"x,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,1,A,A")]
    [InlineData("7")]
    [InlineData("256265,9,TWICE,TWICE,0,,0,0,0,EQ,NSE,NSE")]
    [InlineData("7,9,NIFTY 50,TWICE,0,,0,0,0,EQ,INDICES,NSE")]
    public async Task A_bad_row_is_counted_and_the_others_are_kept(string row)
    {
        var master = (await Lists.LoadAsync($"{Lists.Header}\n{Lists.Rows}\n{row}\n")).Value!;
        Assert.Equal((17, 1), (master.Count, master.BadRows));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "", "no rows" },
        { "<html><body>502 Bad Gateway</body></html>", "no such list" },
        { "{\"status\":\"error\"}", "no such list" },
        { Lists.Header + "\n", "no rows" },
        { Lists.Rows, "no such list" },
        { Lists.Header + "\n" + Lists.Rows + "\n1793,7,NIFTY25", "middle of a row" },
        { Lists.Header + "\n" + string.Concat(Enumerable.Repeat("rubbish\n", 30)) + Lists.Rows, "bad rows" },
        { Lists.Header + "\n" + new string('x', 300_000), "without end" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_list_is_refused_with_the_reason(string text, string reason)
    {
        var outcome = await Lists.LoadAsync(text);
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains(reason, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.0", "0")]
    [InlineData("25000.00", "25000")]
    [InlineData("25000", "25000")]
    [InlineData("100.", "100")]
    [InlineData("86.250", "86.25")]
    [InlineData("0.0025", "0.0025")]
    [InlineData("100.0050", "100.005")]
    [InlineData("12345678901234567.5", "12345678901234567.5")]
    [InlineData("123456789012345678", "123456789012345678")]
    public async Task Figures_keep_their_value_and_lose_their_zeros(string text, string expected)
    {
        var master = (await Lists.LoadAsync($"{Lists.Header}\n7,1,A,A,0,,0,{text},1,EQ,NSE,NSE\n")).Value!;
        Assert.Equal(expected, master.All[0].TickSize.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_unpacked_answer_is_read_forwards_and_without_blocking()
    {
        using var body = new GzipBody(new MemoryStream());
        Assert.Equal((true, false, false), (body.CanRead, body.CanSeek, body.CanWrite));
        Action[] refused =
        [
            () => _ = body.Length, () => _ = body.Position, () => body.Position = 1, () => _ = body.Read(new byte[1], 0, 1), () => body.Seek(0, SeekOrigin.Begin),
            () => body.SetLength(1), () => body.Write([1], 0, 1),
        ];
        Assert.All(refused, act => Assert.Throws<NotSupportedException>(act));
        body.Flush();
    }

    [Fact]
    public async Task A_large_list_may_arrive_in_small_and_odd_pieces()
    {
        var text = new StringBuilder(Lists.Header).Append('\n');
        for (var i = 1; i <= 20_000; i++)
            text.Append(null, $"{(i << 8) | 2},{i},X25NOV{i}CE,X,0,2025-11-25,{i},0.05,75,CE,NFO-OPT,NFO\n");
        await using var stream = new Dribble(Encoding.UTF8.GetBytes(text.ToString()), new Random(3));
        var master = (await InstrumentMaster.LoadAsync(stream, default)).Value!;
        Assert.Equal((20_000, 0), (master.Count, master.BadRows));
        Assert.Equal(20_000, master.Options("X", new DateOnly(2025, 11, 25)).Count);
    }

    [Fact]
    public async Task A_compressed_download_is_read_as_it_streams()
    {
        await using var broker = await Serving($"{Lists.Header}\n{Lists.Rows}\n", length => length);
        var outcome = await Clients.For(broker.Addresses).InstrumentsAsync(Clients.Token, null, default);
        Assert.Equal(17, outcome.Value!.Count);
    }

    [Fact]
    public async Task A_compressed_download_that_is_cut_off_is_refused()
    {
        // At a row's end, where nothing but the compression's own end mark tells that more was to come.
        var text = $"{Lists.Header}\n{string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{(i << 8) | 2},{i},X25NOV{i}CE,X,0,2025-11-25,{i},0.05,75,CE,NFO-OPT,NFO\n"))}";
        foreach (var share in new[] { 0.1, 0.5, 0.99 })
        {
            await using var broker = await Serving(text, length => (int)(length * share));
            var outcome = await Clients.For(broker.Addresses).InstrumentsAsync(Clients.Token, null, default);
            Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        }
    }

    [Fact]
    public async Task Wherever_a_compressed_list_is_cut_it_is_refused()
    {
        var packed = Pack($"{Lists.Header}\n{Lists.Rows}\n");
        for (var length = 0; length <= packed.Length; length++)
        {
            await using var gzip = new GzipBody(new MemoryStream(packed, 0, length));
            var outcome = await InstrumentMaster.LoadAsync(gzip, default);
            Assert.Equal(length == packed.Length ? OutcomeKind.Accepted : OutcomeKind.Unknown, outcome.Kind);
        }
    }

    [Theory]
    [InlineData(502, OutcomeKind.Unknown)]
    [InlineData(429, OutcomeKind.NotExecuted)]
    [InlineData(403, OutcomeKind.Rejected)]
    [InlineData(200, OutcomeKind.Unknown)]
    public async Task A_web_page_instead_of_the_list_ends_in_the_right_outcome(int status, OutcomeKind expected)
    {
        await using var broker = await WebBroker.AnsweringAsync(status, "<html>no</html>", "text/html");
        Assert.Equal(expected, (await Clients.For(broker.Addresses).InstrumentsAsync(Clients.Token, "NFO", default)).Kind);
    }

    [Fact]
    public async Task A_download_that_breaks_in_the_middle_is_refused()
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{Lists.Header}\n{Lists.Rows}\n");
        });
        Assert.Equal(OutcomeKind.Unknown, (await Clients.For(broker.Addresses).InstrumentsAsync(Clients.Token, null, default).Soon()).Kind);
    }

    static Task<WebBroker> Serving(string text, Func<int, int> keep) => WebBroker.StartAsync(async context =>
    {
        context.Response.ContentType = "text/csv";
        context.Response.Headers.ContentEncoding = "gzip";
        var bytes = Pack(text);
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, keep(bytes.Length)));
    });

    static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    sealed class Dribble(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 5000))], cancellationToken);
    }
}
