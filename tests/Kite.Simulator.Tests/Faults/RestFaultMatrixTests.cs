using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Faults;

/// <summary>Each misbehaviour of the broker × each operation of our client ends in the outcome that is stated here, and never hangs.</summary>
public sealed class RestFaultMatrixTests(RestFixture fixture) : IClassFixture<RestFixture>
{
    const OutcomeKind Accepted = OutcomeKind.Accepted;
    const OutcomeKind Rejected = OutcomeKind.Rejected;
    const OutcomeKind NotExecuted = OutcomeKind.NotExecuted;
    const OutcomeKind Unknown = OutcomeKind.Unknown;

    /// <summary>The misbehaviour, how the operation ends, and whether a write took effect at the broker all the same.</summary>
    static readonly (string Fault, OutcomeKind Ends, RejectionKind? Why, bool Executed)[] s_faults =
    [
        ("none", Accepted, null, true),
        ("kind=delay&ms=2000", Accepted, null, true),
        ("kind=hold-before", Unknown, null, false),
        ("kind=hold-after", Unknown, null, true),
        ("kind=drop-before", Unknown, null, false),
        ("kind=drop-after", Unknown, null, true),
        ("kind=refuse&status=400", Rejected, RejectionKind.Order, false),
        ("kind=refuse&status=403", Rejected, RejectionKind.Token, false),
        ("kind=refuse&status=429", NotExecuted, null, false),
        ("kind=refuse&status=500", Unknown, null, false),
        ("kind=refuse&status=502", Unknown, null, false),
        ("kind=refuse&status=503", Unknown, null, false),
        ("kind=refuse&status=504", Unknown, null, false),
        ("kind=refuse-after&status=502", Unknown, null, true),
        ("kind=refuse-after&status=503", Unknown, null, true),
        ("kind=truncate", Unknown, null, true),
        ("kind=empty", Unknown, null, true),
        ("maintenance", Unknown, null, false),
        ("dead token", Rejected, RejectionKind.Token, false),
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (fault, _, _, _) in s_faults)
        {
            foreach (var operation in RestOperation.All.Keys)
            {
                // A log-in needs no token that could be dead.
                if (fault != "dead token" || operation != "session")
                    cases.Add(fault, operation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_operation_ends_in_the_stated_outcome(string fault, string operation)
    {
        var (_, ends, why, executed) = s_faults.Single(f => f.Fault == fault);
        var tested = RestOperation.All[operation];
        var c = await PrepareAsync();
        await MisbehaveAsync(fault, tested);
        (OutcomeKind Kind, RejectionKind Rejection) outcome;
        try
        {
            outcome = await EndedAsync(tested.Call(c));
        }
        finally
        {
            await fixture.Sim.PostControlAsync("maintenance/off");
            (await fixture.Sim.Control.DeleteAsync(new Uri("/control/faults", UriKind.Relative))).Dispose();
        }

        Assert.Equal(ends, outcome.Kind);
        if (why is { } reason)
            Assert.Equal(reason, outcome.Rejection);
        if (!tested.Writes || operation == "session")
            return;
        if (fault == "dead token")
            await c.Trader.LoginAsync();
        Assert.Equal(executed, await RestOperation.TookEffectAsync(c, operation));
    }

    async Task<RestCase> PrepareAsync()
    {
        var trader = await fixture.Sim.LoginAsync();
        var id = await trader.PlacedAsync(fixture.Sim.Option(), ("price", "1"));
        fixture.Sim.TurnOrders();
        return new(fixture, trader, fixture.NextTag(), id, await trader.RequestTokenAsync());
    }

    async Task MisbehaveAsync(string fault, RestOperation operation)
    {
        var path = fault switch
        {
            "none" => null,
            "maintenance" => "maintenance/on",
            "dead token" => "tokens/kill",
            _ => $"faults?{fault}&method={operation.Method}&path={operation.Path}",
        };
        if (path is not null)
            await fixture.Sim.PostControlAsync(path);
    }

    /// <summary>
    /// Moves both clocks on in small steps, once the request has come to the broker, until the call has ended: a call that waits for more than
    /// its time-out would wait forever.
    /// </summary>
    async Task<T> EndedAsync<T>(Task<T> call)
    {
        await Eventually.TrueAsync(() => call.IsCompleted || fixture.Sim.Host.World.Faults.Waiting == 0);
        var waited = TimeSpan.Zero;
        await Eventually.TrueAsync(() =>
        {
            if (call.IsCompleted)
                return true;
            Assert.True(waited < TimeSpan.FromMinutes(20), "The call outlives every time-out.");
            waited += TimeSpan.FromMilliseconds(100);
            fixture.Sim.Time.Advance(TimeSpan.FromMilliseconds(100));
            fixture.ClientTime.Advance(TimeSpan.FromMilliseconds(100));
            return false;
        });
        return await call;
    }
}
