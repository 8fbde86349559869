namespace Orleans.Runtime;

#pragma warning disable CA1001 // The source has no timer and no wait handle: there is nothing to dispose.
/// <summary>Carries the cancellation of a call from the caller's token to a token that lives as long as the call.</summary>
sealed class Cancellation
{
    readonly CancellationTokenSource _source = new();
    readonly CancellationToken _callerToken;
    Request _request = null!;
    CancellationTokenRegistration _registration;

    public Cancellation(CancellationToken callerToken) => _callerToken = callerToken;

    public CancellationToken Token => _source.Token;

    /// <summary>Listens to the caller's token until the caller has its answer.</summary>
    public void Attach(Request request)
    {
        _request = request;
        // Made before anybody else can know the call: two threads would make two.
        var promise = request.Promise;
        _registration = _callerToken.UnsafeRegister(static self => ((Cancellation)self!).OnCancelled(), this);
        promise.ContinueWith(
            static (_, self) => ((Cancellation)self!)._registration.Unregister(),
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public static CancellationToken TokenOf(Task cancelled)
    {
        try
        {
#pragma warning disable RS0030 // The task is complete; this only throws its exception.
            cancelled.GetAwaiter().GetResult();
#pragma warning restore RS0030
            return CancellationToken.None;
        }
        catch (OperationCanceledException error)
        {
            return error.CancellationToken;
        }
    }

    void OnCancelled()
    {
        // The caller is released at once. The callee hears of it on its own turn, so that its token callbacks do not run beside it.
        if (_request.Cancel(_callerToken))
            _request.Activation?.Post(new ActionItem(_ => Tell()));
    }

    void Tell()
    {
        if (_request.HasStarted)
            _source.Cancel();
    }
}
