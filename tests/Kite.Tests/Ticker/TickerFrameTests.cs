using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerFrameTests
{
    [Fact]
    public void An_ltp_packet_is_a_token_and_a_price()
    {
        var packet = Single(Frames.Bytes(Frames.Ltp));
        Assert.Equal((10189826u, PacketKind.Ltp, 12.30m), (packet.Token, packet.Kind, packet.Rupees(packet.LastPrice)));
        Assert.Equal(0u, packet.Volume);
    }

    [Fact]
    public void An_index_quote_has_high_and_low_before_open_and_close()
    {
        var packet = Single(Frames.Bytes(Frames.IndexUp));
        Assert.Equal((256265u, PacketKind.IndexQuote), (packet.Token, packet.Kind));
        Assert.Equal(
            [25694.95m, 25715.00m, 25449.25m, 25500.50m, 25574.35m, 120.60m],
            new[] { packet.LastPrice, packet.High, packet.Low, packet.Open, packet.Close, packet.Change }.Select(packet.Rupees));
        Assert.Equal(0u, packet.ExchangeTime);
    }

    [Fact]
    public void A_falling_index_has_a_negative_change()
    {
        var packet = Single(Frames.Bytes(Frames.IndexDown));
        Assert.Equal((25473.95m, -100.40m), (packet.Rupees(packet.LastPrice), packet.Rupees(packet.Change)));
    }

    [Fact]
    public void A_full_index_packet_adds_the_exchange_time()
    {
        var packet = Single(Frames.Bytes(Frames.IndexFull));
        Assert.Equal((PacketKind.IndexFull, 25694.95m), (packet.Kind, packet.Rupees(packet.LastPrice)));
        Assert.Equal(new DateTimeOffset(2025, 11, 11, 9, 15, 1, Ist.Offset), Ist.FromUnixSeconds(packet.ExchangeTime));
    }

    [Fact]
    public void A_frame_holds_packets_of_different_kinds()
    {
        var frame = Frames.Bytes("0002 0008" + Frames.Ltp + "001c" + Frames.IndexUp);
        Assert.Equal(42, frame.Length);
        var packets = Frames.Decode(frame, out var result);
        Assert.Equal(new FrameResult(2, 0, 0, 0, false), result);
        Assert.Equal([10189826u, 256265u], packets.Select(p => p.Token));
        Assert.Equal([1230, 2569495], packets.Select(p => p.LastPrice));
    }

    [Fact]
    public void A_full_packet_carries_everything()
    {
        var packet = Single(Frames.FullInfy());
        Assert.Equal((408065u, PacketKind.Full, 1573.70m), (packet.Token, packet.Kind, packet.Rupees(packet.LastPrice)));
        Assert.Equal((7u, 157037, 1192471u, 256443u, 363009u), (packet.LastQuantity, packet.AveragePrice, packet.Volume, packet.BuyQuantity, packet.SellQuantity));
        Assert.Equal((156915, 157500, 156105, 156780), (packet.Open, packet.High, packet.Low, packet.Close));
        Assert.Equal((1625461887u, 1625461887u), (packet.LastTradeTime, packet.ExchangeTime));
        Assert.Equal((0u, 0u, 0u, 0), (packet.OpenInterest, packet.OiDayHigh, packet.OiDayLow, packet.Change));
        Assert.Equal(
            ["5@157340x1", "140@157300x2", "2@157295x1", "219@157290x7", "50@157285x1", "172@157370x3", "44@157375x3", "302@157385x3", "141@157390x2", "724@157395x5"],
            Enumerable.Range(0, 10).Select(i => $"{packet.Depth[i].Quantity}@{packet.Depth[i].Price}x{packet.Depth[i].Orders}"));
    }

    [Fact]
    public void Open_interest_and_its_day_range_have_their_own_places()
    {
        var bytes = Frames.FullInfy();
        Frames.Words(11, 22, 33, 44, 55).CopyTo(bytes, 44);
        var packet = Single(bytes);
        Assert.Equal((11u, 22u, 33u, 44u, 55u), (packet.LastTradeTime, packet.OpenInterest, packet.OiDayHigh, packet.OiDayLow, packet.ExchangeTime));
    }

    [Fact]
    public void A_quote_packet_is_a_full_one_without_its_tail()
    {
        var packets = Frames.Decode(Frames.Of(Frames.FullInfy(), Frames.FullInfy()[..44], Frames.Bytes(Frames.Ltp)), out _);
        Assert.Equal((PacketKind.Quote, 156780, 1192471u), (packets[1].Kind, packets[1].Close, packets[1].Volume));
        // Nothing of the packet before may shine through.
        Assert.Equal((0u, 0u, 0u, 0u), (packets[1].ExchangeTime, packets[1].LastTradeTime, packets[1].Depth[0].Quantity, packets[1].Depth[9].Orders));
        Assert.Equal((0, 0u), (packets[2].Close, packets[2].Volume));
    }

    [Fact]
    public void Quantities_are_unsigned_and_prices_are_signed()
    {
        var packet = Single(Frames.Words(0xffffff07, -5, 0xfffffffe, -6, 0xfffffffd, 1, 2, -1, -2, -3, -4));
        Assert.Equal((0xffffff07u, -5, 0xfffffffeu, -6, 0xfffffffdu, -4), (packet.Token, packet.LastPrice, packet.LastQuantity, packet.AveragePrice, packet.Volume, packet.Close));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    [InlineData(3, 10_000_000)]
    [InlineData(5, 100)]
    [InlineData(6, 10_000)]
    [InlineData(7, 100)]
    [InlineData(9, 100)]
    [InlineData(10, 100)]
    public void The_divisor_follows_the_segment_in_the_token(uint segment, int divisor) =>
        Assert.Equal(divisor, TickerPacket.Divisor((12345u << 8) | segment));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_frame_of_less_than_two_bytes_is_a_heartbeat(int length)
    {
        Assert.Empty(Frames.Decode(new byte[length], out var result));
        Assert.Equal(new FrameResult(0, 0, 0, 0, Heartbeat: true), result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(183)]
    [InlineData(185)]
    [InlineData(5000)]
    public void A_packet_of_an_unknown_length_is_skipped_and_the_rest_is_read(int length)
    {
        var packets = Frames.Decode(Frames.Of(Frames.Bytes(Frames.Ltp), new byte[length], Frames.Bytes(Frames.IndexUp)), out var result);
        Assert.Equal([10189826u, 256265u], packets.Select(p => p.Token));
        Assert.Equal(new FrameResult(2, 1, 0, 0, false), result);
    }

    [Fact]
    public void Every_truncation_of_a_frame_keeps_the_whole_packets_before_it()
    {
        var frame = Frames.Of(Frames.Bytes(Frames.Ltp), Frames.FullInfy(), Frames.Bytes(Frames.IndexFull));
        int[] ends = [2, 12, 198, 232];
        Assert.Equal(232, frame.Length);
        for (var length = 2; length < frame.Length; length++)
        {
            var whole = ends.Count(end => end <= length) - 1;
            Assert.Equal(whole, Frames.Decode(frame[..length], out var result).Count);
            Assert.Equal(new FrameResult(whole, 0, 3 - whole, 0, false), result);
            Assert.True(result.IsDamaged);
        }
    }

    [Fact]
    public void Bytes_after_the_last_packet_are_counted()
    {
        Frames.Decode([.. Frames.Of(Frames.Bytes(Frames.Ltp)), 1, 2, 3], out var result);
        Assert.Equal(new FrameResult(1, 0, 0, 3, false), result);
        Assert.True(result.IsDamaged);
    }

    [Fact]
    public void The_largest_snapshot_is_that_of_three_thousand_full_packets()
    {
        var frame = Frames.Of([.. Enumerable.Repeat(Frames.FullInfy(), 3000)]);
        Assert.Equal(558_002, frame.Length);
        Assert.Equal(TickerFrame.LargestSnapshot, frame.Length);
        Assert.Equal(3000, Frames.Decode(frame, out _).Count);
    }

    static TickerPacket Single(byte[] body) => Assert.Single(Frames.Decode(Frames.Of(body), out _));
}
