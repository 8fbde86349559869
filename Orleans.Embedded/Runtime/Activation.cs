using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>
/// One activation: the grain object, its mailbox, its task scheduler and its drain in the thread pool's queue in one object, so that an idle
/// grain costs little memory. Exactly one thread holds the turn at a time (see Activation.Mailbox.cs); all other state belongs to that thread.
/// </summary>
sealed partial class Activation : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    readonly IdSpan _key;
    ActivationExtras? _extras;

    public Activation(GrainClass type, IdSpan key)
    {
        Type = type;
        _key = key;
        Touch();
    }

    public GrainClass Type { get; }

    public Silo Silo => Type.Silo;

    public IdSpan Key => _key;

    public GrainId GrainId => new(Type.GrainType, _key);

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => Silo.Factory.Reference(Type, _key);

    public IServiceProvider ActivationServices
    {
        get
        {
            var scope = Extras.Scope ??= Silo.Services.CreateAsyncScope();
            return scope.ServiceProvider;
        }
    }

    public Task Deactivated
    {
        get
        {
            var done = Extras.Deactivated;
            if (_phase == Phase.Gone)
                done.TrySetResult();
            return done.Task;
        }
    }

    /// <summary>What few activations need.</summary>
    public ActivationExtras Extras => _extras ?? Interlocked.CompareExchange(ref _extras, new ActivationExtras(), null) ?? _extras;

    public static Activation Of(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain.GrainContext as Activation
            ?? throw new InvalidOperationException("The grain was not made by this host, so it has no activation: get it by IGrainFactory.GetGrain.");
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => GrainId.ToString();

    public void OpenSection(Guid id)
    {
        var sections = Extras.Sections ??= [];
        sections[id] = sections.GetValueOrDefault(id) + 1;
    }

    public void CloseSection(Guid id)
    {
        if (Extras.Sections is { } sections && sections.TryGetValue(id, out var open))
        {
            if (open > 1)
                sections[id] = open - 1;
            else
                sections.Remove(id);
        }
    }
}
