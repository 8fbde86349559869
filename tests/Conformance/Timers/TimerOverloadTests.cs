namespace Conformance.Timers;

public interface IOverloadTimerGrain : IGrainWithStringKey
{
    Task Start(int overload);
}

public sealed class OverloadTimerGrain(Probe probe) : Grain, IOverloadTimerGrain
{
    static readonly TimeSpan s_due = TimeSpan.FromSeconds(1);

    public Task Start(int overload)
    {
        var once = new GrainTimerCreationOptions { DueTime = s_due, Period = Timeout.InfiniteTimeSpan };
        _ = overload switch
        {
            0 => this.RegisterGrainTimer(() => Note("plain"), once),
            1 => this.RegisterGrainTimer(() => Note("plain"), s_due, Timeout.InfiniteTimeSpan),
            2 => this.RegisterGrainTimer(token => Note($"token {token.CanBeCanceled}"), once),
            3 => this.RegisterGrainTimer(token => Note($"token {token.CanBeCanceled}"), s_due, Timeout.InfiniteTimeSpan),
            4 => this.RegisterGrainTimer(Note, "state", once),
            5 => this.RegisterGrainTimer(Note, "state", s_due, Timeout.InfiniteTimeSpan),
            6 => this.RegisterGrainTimer((state, token) => Note($"{state} {token.CanBeCanceled}"), "state", once),
            _ => this.RegisterGrainTimer((state, token) => Note($"{state} {token.CanBeCanceled}"), "state", s_due, Timeout.InfiniteTimeSpan),
        };
        return Task.CompletedTask;
    }

    Task Note(string what)
    {
        probe.Note(what);
        return Task.CompletedTask;
    }
}

public sealed class TimerOverloadTests
{
    [Theory]
    [InlineData(0, "plain")]
    [InlineData(1, "plain")]
    [InlineData(2, "token True")]
    [InlineData(3, "token True")]
    [InlineData(4, "state")]
    [InlineData(5, "state")]
    [InlineData(6, "state True")]
    [InlineData(7, "state True")]
    public async Task Every_way_to_register_a_timer_ticks_with_its_state_and_token(int overload, string expected)
    {
        await using var silo = await TestSilo.Start();
        await silo.Grain<IOverloadTimerGrain>().Start(overload);
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        await silo.Probe.Seen(expected);
    }
}
