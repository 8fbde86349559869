using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Market;
using Gateway.Streaming;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Streaming;

public class FrameProtocolTests
{
    static readonly IOptions<JsonHubProtocolOptions> Json = Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = TickerJson.Options });
    readonly FrameProtocol ours = new(Json);
    readonly JsonHubProtocol stock = new(Json);

    static string Written(IHubProtocol protocol, HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        protocol.WriteMessage(message, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Theory]
    [InlineData("0", "{\"type\":\"delta\",\"rows\":[]}")]
    [InlineData("Ab-1_z", "{\"text\":\"₹\"}")]
    public void A_frame_is_on_the_wire_what_the_stock_protocol_makes_of_it(string id, string item)
    {
        var message = new StreamItemMessage(id, new RawFrame(Encoding.UTF8.GetBytes(item)));
        Assert.Equal(Written(stock, message), Written(ours, message));
    }

    [Theory]
    [InlineData("\"quoted\"")]
    [InlineData("ü")]
    [InlineData("a\u001eb")]
    public void An_id_that_is_no_plain_text_is_left_to_the_stock_protocol(string id)
    {
        var message = new StreamItemMessage(id, new RawFrame("{}"u8.ToArray()));
        Assert.Equal(Written(stock, message), Written(ours, message));
        Assert.Equal(id, JsonDocument.Parse(Written(ours, message).TrimEnd('\u001e')).RootElement.GetProperty("invocationId").GetString());
    }

    [Fact]
    public void Everything_else_is_the_stock_protocols()
    {
        var headed = new StreamItemMessage("1", new RawFrame("{}"u8.ToArray())) { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" } };
        foreach (var message in new HubMessage[] { headed, new StreamItemMessage("1", new { a = 1 }), CompletionMessage.WithError("1", "no"), PingMessage.Instance, new CloseMessage("bye") })
            Assert.Equal(Written(stock, message), Written(ours, message));
        Assert.Equal((stock.Name, stock.Version, stock.TransferFormat), (ours.Name, ours.Version, ours.TransferFormat));
        Assert.True(ours.GetMessageBytes(PingMessage.Instance).Span.SequenceEqual(stock.GetMessageBytes(PingMessage.Instance).Span));
    }

    [Fact]
    public void A_frame_is_one_piece_of_the_output_however_long_it_is()
    {
        var output = new Pieces();
        ours.WriteMessage(new StreamItemMessage("1", new RawFrame(new byte[100_000])), output);
        Assert.Equal(1, output.Asked);
    }

    sealed class Pieces : IBufferWriter<byte>
    {
        readonly ArrayBufferWriter<byte> inner = new();

        public int Asked { get; private set; }

        public void Advance(int count) => inner.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Asked++;
            return inner.GetSpan(sizeHint);
        }
    }
}
