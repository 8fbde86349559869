using System.Text;
using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerEventTests
{
    [Fact]
    public void An_order_event_carries_the_order_and_its_text()
    {
        var e = Assert.IsType<TickerOrderEvent>(Parse(
            """{"type":"order","data":{"order_id":"1","user_id":"XX0000","status":"UPDATE","filled_quantity":25,"unfilled_quantity":50,"tags":null,"checksum":""}}"""));
        Assert.Equal(("1", "XX0000", "UPDATE", 25, 50), (e.Order.OrderId, e.Order.UserId, e.Order.Status, e.Order.FilledQuantity, e.Order.UnfilledQuantity));
        Assert.Empty(e.Order.Tags);
        Assert.StartsWith("""{"order_id":"1",""", e.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_and_notices_carry_their_words()
    {
        Assert.Equal(new TickerErrorEvent("Can't subscribe."), Parse("""{"type":"error","data":"Can't subscribe."}"""));
        Assert.Equal(new TickerMessageEvent("Maintenance at 20:00."), Parse("""{"type":"message","data":"Maintenance at 20:00."}"""));
        Assert.Equal(new TickerErrorEvent(""), Parse("""{"type":"error","data":null}"""));
        Assert.Equal(new TickerMessageEvent("""{"a":1}"""), Parse("""{"type":"message","data":{"a":1}}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"data\":\"x\"}")]
    [InlineData("{\"type\":7,\"data\":\"x\"}")]
    [InlineData("{\"type\":\"instruments_meta\",\"data\":{}}")]
    [InlineData("{\"type\":\"order\"}")]
    [InlineData("{\"type\":\"order\",\"data\":[]}")]
    [InlineData("{\"type\":\"order\",\"data\":{}}")]
    [InlineData("{\"type\":\"order\",\"data\":{\"order_id\":\"1\",\"quantity\":\"many\"}}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"error\",\"data\":\"\\ud800\"}")]
    public void Anything_else_is_an_unknown_event_with_its_text(string text)
    {
        var e = Assert.IsType<TickerUnknownEvent>(Parse(text));
        Assert.Equal(text, e.Raw);
        Assert.EndsWith(".", e.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_never_throws_and_is_kept_short()
    {
        var random = new Random(7);
        var sound = Encoding.UTF8.GetBytes("""{"type":"order","data":{"order_id":"1","order_timestamp":"2025-11-11 09:20:01","tags":["a"],"price":1.5}}""");
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = (byte[])sound.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.NotNull(TickerEvent.Parse(bytes));
        }

        Assert.Equal(1024, Assert.IsType<TickerUnknownEvent>(TickerEvent.Parse(new byte[5000])).Raw.Length);
    }

    static TickerEvent Parse(string text) => TickerEvent.Parse(Encoding.UTF8.GetBytes(text));
}
