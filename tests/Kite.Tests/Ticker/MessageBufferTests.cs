using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class MessageBufferTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(200_000, false)]
    [InlineData(200_001, true)]
    [InlineData(900_000, true)]
    public void Fragments_are_joined_up_to_the_limit(int length, bool isOversized)
    {
        using var buffer = new MessageBuffer(200_000);
        for (var round = 0; round < 2; round++)
        {
            for (var sent = 0; sent < length;)
            {
                var free = buffer.Free();
                var count = Math.Min(Math.Min(free.Length, 1000), length - sent);
                for (var i = 0; i < count; i++)
                    free.Span[i] = (byte)((sent + i) * 7);
                buffer.Advance(count);
                sent += count;
            }

            Assert.False(buffer.Free().IsEmpty);
            buffer.Advance(0);
            Assert.Equal(isOversized, buffer.IsOversized);
            if (!isOversized)
                Assert.Equal(Enumerable.Range(0, length).Select(i => (byte)(i * 7)), buffer.Message.ToArray());
            buffer.Clear();
        }
    }
}
