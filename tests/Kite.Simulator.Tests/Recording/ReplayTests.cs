using System.Text;
using Kite.Recording;
using Kite.Simulator.Recording;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Recording;

public sealed class ReplayTests : IDisposable
{
    static readonly DateTimeOffset s_at = new(2025, 11, 21, 4, 0, 0, TimeSpan.Zero);
    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    void Write(params (double Seconds, bool Text, byte[] Payload)[] records)
    {
        using var writer = new SegmentWriter(File.Create(_path));
        foreach (var (seconds, text, payload) in records)
            writer.Append(s_at.AddSeconds(seconds), text, payload);
    }

    List<SegmentRecord> Read()
    {
        using var file = File.OpenRead(_path);
        return [.. SegmentReader.Read(file)];
    }

    [Fact]
    public void Records_are_read_as_they_were_written()
    {
        Write((0, false, [0]), (0.000001, true, "{}"u8.ToArray()), (86_400, false, new byte[600_000]));
        var records = Read();
        Assert.Equal([(s_at, false, 1), (s_at.AddTicks(10), true, 2), (s_at.AddDays(1), false, 600_000)], records.Select(static r => (r.ReceivedAt, r.IsText, r.Payload.Length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_last_record_that_is_cut_or_damaged_ends_the_segment(int cut)
    {
        Write((0, false, new byte[30]), (1, false, new byte[30]));
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..^cut]);
        Assert.Single(Read());
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.Single(Read());
        bytes[8 + 47 + 4] = 9;
        File.WriteAllBytes(_path, bytes);
        Assert.Single(Read());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100_000)]
    public void What_is_damaged_in_the_middle_is_told_and_passed_over_to_the_next_good_record(int length)
    {
        Write((0, false, new byte[30]), (1, false, Enumerable.Repeat((byte)1, length).ToArray()), (2, false, [2]), (3, true, [3]));
        var bytes = File.ReadAllBytes(_path);
        // Its length is wrong as well, so that nothing tells where the next one begins.
        bytes[8 + 47] ^= 7;
        bytes[8 + 47 + 17 + 5] = 99;
        File.WriteAllBytes(_path, bytes);
        var damages = new List<SegmentDamage>();
        using var file = File.OpenRead(_path);
        Assert.Equal([30, 1, 1], SegmentReader.Read(file, "x", damages.Add).Select(static r => r.Payload.Length));
        Assert.Equal(new SegmentDamage("x", 8 + 47, 17 + length), Assert.Single(damages));
    }

    [Fact]
    public async Task A_folder_is_replayed_by_time_and_its_damage_is_counted()
    {
        var folder = Directory.CreateTempSubdirectory("ticker-test-").FullName;
        byte[] one = [0, 3, 0xE9, 9, 0, 0, 1, 0], two = [0, 3, 0xE9, 9, 0, 0, 2, 0], three = [0, 3, 0xE9, 9, 0, 0, 3, 0];
        void Segment(string name, params (int At, byte[] Packet)[] records)
        {
            using var writer = new SegmentWriter(File.Create(Path.Combine(folder, name)));
            foreach (var (at, packet) in records)
                writer.Append(s_at.AddSeconds(at), false, Frame(packet));
        }

        Segment(SegmentFolder.NameOf("a:0", s_at), (0, one), (1, one));
        Segment(SegmentFolder.NameOf("b:0", s_at), (2, two));
        Segment(SegmentFolder.NameOf("a:0", s_at.AddSeconds(3)), (3, three));
        var damaged = Path.Combine(folder, SegmentFolder.NameOf("a:0", s_at));
        var bytes = File.ReadAllBytes(damaged);
        bytes[8 + 17 + 3] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"mode","v":["ltp",[256265]]}""");
        await client.PacketsAsync();
        await sim.PostControlAsync($"replay?speed=0&file={folder}");
        foreach (var packet in (byte[][])[one, two, three])
            Assert.Equal(packet, (await client.PacketsAsync()).Single());
        await Eventually.TrueAsync(() => !sim.Host.World.Replay.Running);
        Assert.Equal((3, 1), (sim.Host.World.Replay.Sent, sim.Host.World.Replay.Damaged));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_is_no_segment_is_refused()
    {
        File.WriteAllText(_path, "KTSEG");
        Assert.Throws<InvalidDataException>(Read);
        File.WriteAllText(_path, "KTSEG002 and more");
        Assert.Throws<InvalidDataException>(Read);
        using var writer = new SegmentWriter(new MemoryStream());
        Assert.Throws<ArgumentException>(() => writer.Append(s_at, false, new byte[SegmentFormat.LargestPayload + 1]));
    }

    [Fact]
    public async Task A_socket_gets_the_recorded_packets_of_what_it_subscribed_to_while_the_market_stands_still()
    {
        byte[] nifty = [0, 3, 0xE9, 9, 0, 0, 1, 0], bank = [0, 3, 0xF8, 9, 0, 0, 2, 0];
        Write((0, false, Frame(nifty, bank)), (0.5, true, Encoding.UTF8.GetBytes("""{"type":"message","data":"hello"}""")), (1, false, Frame(bank)), (1.5, false, [7]), (2, false, Frame(bank, nifty)));
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        using var client = await TickerClient.ConnectAsync(sim, trader);
        await client.SendAsync("""{"a":"mode","v":["ltp",[256265]]}""");
        await client.PacketsAsync();
        Assert.Contains("true", await sim.PostControlAsync($"replay?speed=2&file={_path}"), StringComparison.Ordinal);
        Assert.Contains("running", await sim.PostControlAsync($"replay?file={_path}"), StringComparison.Ordinal);
        var before = sim.Host.Clock.Now;
        Assert.Equal(nifty, (await client.PacketsAsync()).Single());
        var advance = Eventually.TrueAsync(() =>
        {
            sim.Turn();
            return !sim.Host.World.Replay.Running;
        });
        Assert.Contains("hello", await client.TextAsync(), StringComparison.Ordinal);
        Assert.Equal([7], (await client.ReceiveAsync()).Bytes);
        Assert.Equal(nifty, (await client.PacketsAsync()).Single());
        await advance;
        Assert.InRange(sim.Host.Clock.Now - before, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task A_file_that_cannot_be_replayed_is_refused_in_one_sentence()
    {
        await using var sim = await Sim.StartAsync();
        File.WriteAllText(_path, "nothing recorded");
        Assert.Contains("cannot be read", await sim.PostControlAsync($"replay?file={_path}"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await sim.PostControlAsync("replay?file=/none/at/all"), StringComparison.Ordinal);
        Assert.False(sim.Host.World.Replay.Running);
    }

    [Fact]
    public void A_frame_that_is_not_well_formed_is_replayed_as_it_is()
    {
        foreach (var frame in (byte[][])[[0, 2, 0, 8, 1], [0, 1, 0, 2, 1, 2], [0, 1]])
            Assert.Same(frame, PacketFilter.Only(frame, static _ => true));
        Assert.Null(PacketFilter.Only(Frame([0, 0, 0, 1, 0, 0, 0, 0]), static _ => false));
    }

    static byte[] Frame(params byte[][] packets) =>
        [(byte)(packets.Length >> 8), (byte)packets.Length, .. packets.SelectMany(static p => (byte[])[(byte)(p.Length >> 8), (byte)p.Length, .. p])];
}
