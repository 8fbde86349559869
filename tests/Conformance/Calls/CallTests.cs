namespace Conformance.Calls;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_returns_the_result_of_the_method()
    {
        await using var silo = await TestSilo.Start();
        Assert.Equal("hello", await silo.Grain<IEchoGrain>().Echo("hello"));
        Assert.Equal(5, await silo.Grain<IEchoGrain>().Add(2, 3));
        Assert.Equal(5, await silo.Grain<IEchoGrain>().AddValue(2, 3));
        await silo.Grain<IEchoGrain>().Nothing();
        Assert.Null(await silo.Grain<IEchoGrain>().Null());
    }

    [Fact]
    public async Task A_call_that_suspends_returns_its_result_later()
    {
        await using var silo = await TestSilo.Start();
        var call = silo.Grain<IEchoGrain>().WaitAndEcho("g", "later");
        await silo.Probe.Seen("start later");
        Assert.False(call.IsCompleted);
        silo.Probe.Open("g");
        Assert.Equal("later", await call);
    }

    [Fact]
    public async Task A_second_call_waits_until_the_first_is_done()
    {
        await using var silo = await TestSilo.Start();
        var grain = silo.Grain<IEchoGrain>();
        // Calls of one sender keep their order once the grain's place is known.
        await grain.Nothing();
        var first = grain.WaitAndEcho("g1", "1");
        var second = grain.WaitAndEcho("g2", "2");
        silo.Probe.Open("g2");
        await silo.Probe.Seen("start 1");
        Assert.False(second.IsCompleted);
        silo.Probe.Open("g1");
        await Task.WhenAll(first, second);
        Assert.Equal(["start 1", "end 1", "start 2", "end 2"], silo.Probe.Log);
    }

    [Fact]
    public async Task An_exception_keeps_its_type_and_message()
    {
        await using var silo = await TestSilo.Start();
        var grain = silo.Grain<IEchoGrain>();
        Assert.Equal("now", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAtOnce("now"))).Message);
        silo.Probe.Open("g");
        Assert.Equal("then", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowLater("g", "then"))).Message);
        Assert.Equal("still alive", await grain.Echo("still alive"));
    }
}
