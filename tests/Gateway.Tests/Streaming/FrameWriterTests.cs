using System.IO.Pipelines;
using System.Text;
using Gateway.Market;
using Gateway.Streaming;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Streaming;

public class FrameWriterTests
{
    static readonly IOptions<JsonHubProtocolOptions> Json = Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = TickerJson.Options });
    readonly FrameProtocol protocol = new(Json);
    readonly Socket socket = new();
    readonly Pipe inner = new();
    int aborted;

    async Task<FrameWriter> Connected()
    {
        var output = new HubOutput(socket);
        await output.UpgradeAsync();
        return Writer(output);
    }

    FrameWriter Writer(HubOutput output) => new(inner.Writer, output, format: null, () => aborted++);

    static byte[] Stock(HubMessage message) => new JsonHubProtocol(Json).GetMessageBytes(message).ToArray();

    /// <summary>The frame that RFC 6455 wants of an unmasked text.</summary>
    static byte[] Text(params byte[] payload) => payload.Length switch
    {
        < 126 => [0x81, (byte)payload.Length, .. payload],
        < 65536 => [0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
        _ => [0x81, 127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload],
    };

    static StreamItemMessage Item(string id, int length) => new(id, new RawFrame(Encoding.UTF8.GetBytes($"\"{new string('x', length)}\"")));

    [Theory]
    [InlineData(10)]
    [InlineData(8_000)]
    [InlineData(70_000)]
    public async Task A_frame_goes_out_as_one_websocket_frame_of_the_stock_protocols_message(int length)
    {
        var writer = await Connected();
        var message = Item("3", length);
        protocol.WriteMessage(message, writer);
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(Text(Stock(message)), socket.Written.ToArray());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(8_000)]
    [InlineData(70_000)]
    public async Task So_does_every_other_message(int length)
    {
        var writer = await Connected();
        var message = CompletionMessage.WithError("1", new('e', length));
        protocol.WriteMessage(message, writer);
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(Text(Stock(message)), socket.Written.ToArray());
    }

    [Fact]
    public async Task The_same_frame_is_the_same_bytes_for_everybody_with_the_same_id()
    {
        var frame = Item("1", 100);
        for (var i = 0; i < 3; i++)
        {
            var writer = await Connected();
            protocol.WriteMessage(frame, writer);
            await writer.FlushAsync(CancellationToken.None);
        }

        Assert.Single(socket.Buffers.Distinct());
    }

    [Fact]
    public async Task More_ids_than_are_kept_get_their_messages_all_the_same()
    {
        var writer = await Connected();
        var frame = new RawFrame("{}"u8.ToArray());
        var expected = new List<byte>();
        for (var i = 0; i < 20; i++)
        {
            var message = new StreamItemMessage($"{i}", frame);
            protocol.WriteMessage(message, writer);
            await writer.FlushAsync(CancellationToken.None);
            expected.AddRange(Text(Stock(message)));
        }

        Assert.Equal(expected, socket.Written.ToArray());
    }

    [Fact]
    public async Task What_is_written_before_one_flush_keeps_its_order_in_one_frame()
    {
        var writer = await Connected();
        HubMessage[] messages = [Item("1", 300), PingMessage.Instance, Item("2", 300), CompletionMessage.Empty("1")];
        foreach (var message in messages)
            protocol.WriteMessage(message, writer);
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(Text([.. messages.SelectMany(Stock)]), socket.Written.ToArray());
    }

    [Fact]
    public async Task Nothing_written_is_nothing_sent()
    {
        var writer = await Connected();
        await writer.FlushAsync(CancellationToken.None);
        Assert.Equal(0, socket.Written.Length);
    }

    [Fact]
    public async Task A_connection_that_is_no_websocket_is_left_to_signalr()
    {
        var writer = Writer(new(socket));
        HubMessage[] messages = [Item("1", 300), PingMessage.Instance];
        foreach (var message in messages)
        {
            protocol.WriteMessage(message, writer);
            await writer.FlushAsync(CancellationToken.None);
        }

        Assert.True(inner.Reader.TryRead(out var read));
        Assert.Equal(messages.SelectMany(Stock), System.Buffers.BuffersExtensions.ToArray(read.Buffer));
        Assert.Equal(0, socket.Written.Length);
    }

    [Fact]
    public async Task An_abort_ends_a_write_that_waits_for_its_client()
    {
        var writer = await Connected();
        socket.Room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        protocol.WriteMessage(Item("1", 10), writer);
        var flush = writer.FlushAsync(CancellationToken.None);
        Assert.False(flush.IsCompleted);
        Assert.Equal(0, aborted);

        writer.CancelPendingFlush();
        Assert.Equal(1, aborted);
        socket.Room.SetResult();
        Assert.True((await flush).IsCanceled);
    }

    [Fact]
    public async Task A_write_that_begins_to_wait_after_the_abort_is_ended_too()
    {
        var writer = await Connected();
        writer.CancelPendingFlush();
        Assert.Equal(0, aborted);
        socket.Room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        protocol.WriteMessage(PingMessage.Instance, writer);
        var flush = writer.FlushAsync(CancellationToken.None);

        Assert.Equal(1, aborted);
        socket.Room.SetResult();
        await flush;
    }

    [Fact]
    public async Task Writes_of_the_runtime_and_of_the_hub_take_turns()
    {
        var output = new HubOutput(socket);
        var stream = await output.UpgradeAsync();
        var writer = Writer(output);
        var room = socket.Room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var pong = stream.WriteAsync(new byte[] { 0x8A, 0 }, CancellationToken.None);
        socket.Room = null;
        protocol.WriteMessage(PingMessage.Instance, writer);
        var flush = writer.FlushAsync(CancellationToken.None);
        Assert.False(flush.IsCompleted);

        room.SetResult();
        await pong;
        await flush;
        Assert.Equal([0x8A, 0, .. Text(Stock(PingMessage.Instance))], socket.Written.ToArray());
    }

    [Fact]
    public async Task A_write_that_fails_gives_its_turn_to_the_next_one()
    {
        var output = new HubOutput(socket);
        var stream = await output.UpgradeAsync();
        socket.Failure = new IOException("gone");
        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync(new byte[1], CancellationToken.None));
        socket.Failure = null;
        await stream.WriteAsync(new byte[] { 7 }, CancellationToken.None);
        Assert.Equal([7], socket.Written.ToArray());
    }

    [Fact]
    public async Task The_end_of_the_hub_is_told_to_signalr_which_closes_the_websocket()
    {
        var writer = await Connected();
        await writer.CompleteAsync();
        Assert.True((await inner.Reader.ReadAsync(CancellationToken.None)).IsCompleted);
    }

    /// <summary>The server's side of an upgraded connection.</summary>
    sealed class Socket : MemoryStream, IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public MemoryStream Written { get; } = new();

        public List<ReadOnlyMemory<byte>> Buffers { get; } = [];

        /// <summary>What a write waits for; null: there is room.</summary>
        public TaskCompletionSource? Room { get; set; }

        public Exception? Failure { get; set; }

        public Task<Stream> UpgradeAsync() => Task.FromResult<Stream>(this);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Failure is not null)
                throw Failure;
            Buffers.Add(buffer);
            Written.Write(buffer.Span);
            if (Room is { } room)
                await room.Task;
        }
    }
}
