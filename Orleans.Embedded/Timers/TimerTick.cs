namespace Orleans.Runtime;

/// <summary>One tick on its way through the mailbox.</summary>
sealed class TimerTick : Request
{
    static readonly GrainMethod s_plain = new(typeof(IGrainTimer), "Tick", []);
    static readonly GrainMethod s_interleaving = new(typeof(IGrainTimer), "Tick", [], MethodOptions.AlwaysInterleave);

    readonly GrainTimer _timer;

    public TimerTick(GrainTimer timer) => _timer = timer;

    public override GrainMethod Method => _timer.Interleave ? s_interleaving : s_plain;

    public override Task Promise => Task.CompletedTask;

    public override bool CountsAsUse => _timer.KeepAlive;

    public override bool Transferable => false;

    public override Task InvokeOpenly(object target) => _timer.Tick();

    public override Task Failed(Exception error) => Task.FromException(error);

    public override Task InvokeFiltered(Func<CallContext, Task> pipeline, CallContext context) => Task.Factory.StartNew(
        () => pipeline(context), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();

    public override object? ResultOf(Task callee) => null;

    public override void Return(Turn turn)
    {
    }

    public override void Keep(Turn turn)
    {
    }

    public override Request Copy() => this;

    protected override void Forget()
    {
    }

    protected override void Settle(Task callee)
    {
    }

    protected override void Break(Exception error)
    {
    }

    protected override void BreakCancelled(CancellationToken token)
    {
    }
}
