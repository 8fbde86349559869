using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <content>
/// The turn is one word: free (nobody runs and nothing waits), suspended (nobody runs, but requests or lifecycle steps wait at an await) or
/// taken. Whoever takes it runs the activation, and an item that finds it not taken goes to the thread pool by itself. Other items go on a
/// stack, the inbox; draining reverses it, which keeps every sender's order. Who lets the turn go looks at the inbox afterwards, and who has
/// put an item there looks at the turn afterwards, so one of the two sees the other. A turn that was taken while the inbox was not empty is
/// spent on the inbox: its items are older. The turn of an activation that is gone stays taken.
/// The word is a number because a reference other than null costs more to exchange: a call into the runtime, and the collector then looks at
/// the activation the next time.
/// </content>
sealed partial class Activation
{
    /// <summary>A drain gives its thread back after so many milliseconds and queues for it again.</summary>
    const long QuantumMs = 20;

    const int Free = 0;
    const int Suspended = 1;
    const int Taken = 2;

    static readonly WorkItem s_dead = new Marker();
    static readonly Action<object?> s_drain = static turn =>
    {
        var first = Unsafe.As<Turn>(turn!).Entering;
        Unsafe.As<Turn>(turn!).Entering = null;
        (first?.Activation ?? (Activation)TaskScheduler.Current).Drain(first);
    };

    WorkItem? _head;
    WorkItem? _ready;
    int _turn;

    /// <summary>True when nothing runs and nothing waits, at this instant.</summary>
    public bool IsIdle => Volatile.Read(ref _turn) == Free;

    public bool IsGone => ReferenceEquals(Volatile.Read(ref _head), s_dead);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Roughly how many items wait.</summary>
    public int QueueLength => _waitingCount + (Volatile.Read(ref _head) is { } head and not Marker ? head.Count : 0);

    /// <summary>Takes the turn of an idle activation. The caller must end it with <see cref="EndTurn"/>.</summary>
    public bool TryTakeTurn()
    {
        if (Volatile.Read(ref _turn) != Free || Interlocked.CompareExchange(ref _turn, Taken, Free) != Free)
            return false;
        if (_head is null)
            return true;
        QueueDrain();
        return false;
    }

    /// <summary>Gives the activation something to do. Returns false when it is gone: ask the catalog for the next one.</summary>
    public bool Post(WorkItem item)
    {
        item.Activation = this;
        if (TryTakeAnyTurn())
        {
            if (_head is null)
            {
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
                return true;
            }

            Push(item);
            QueueDrain();
            return true;
        }

        if (!Push(item))
            return false;
        if (TryTakeAnyTurn())
            QueueDrain();
        return true;
    }

    /// <summary>Gives the turn back, or on to the thread pool when there is more to do.</summary>
    public void EndTurn()
    {
        if ((_phase >= Phase.Deactivating || !TryLetGo()) && _phase != Phase.Gone)
            QueueDrain();
    }

    bool TryTakeAnyTurn()
    {
        var turn = Volatile.Read(ref _turn);
        return turn != Taken && Interlocked.CompareExchange(ref _turn, Taken, turn) == turn;
    }

    /// <summary>False when there is more to do and the turn is still this thread's.</summary>
    bool TryLetGo()
    {
        if (_head is not null)
            return false;
        Interlocked.Exchange(ref _turn, _running == 0 ? Free : Suspended);
        return _head is null || !TryTakeAnyTurn();
    }

    /// <summary>Puts an item into the inbox; false when the activation is gone.</summary>
    bool Push(WorkItem item)
    {
        var head = Volatile.Read(ref _head);
        while (!ReferenceEquals(head, s_dead))
        {
            item.Next = head;
            item.Count = head is null ? 1 : head.Count + 1;
            var seen = Interlocked.CompareExchange(ref _head, item, head);
            if (ReferenceEquals(seen, head))
                return true;
            head = seen;
        }

        return false;
    }

    void IThreadPoolWorkItem.Execute() => Enter(null);

    /// <summary>Runs an item that found the turn free, or null, and then what waits.</summary>
    public void Enter(WorkItem? first)
    {
        var turn = Turn.Current;
        turn.Entering = first;
        // The one way in public API to make TaskScheduler.Current this activation: be inside of one of its tasks. It comes back by QueueTask at once.
        _ = Task.Factory.StartNew(s_drain, turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
    }

    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        // An inline call or a drain on its way in: this thread has the turn already. No code outside of this library has such a state to give.
        if (task.AsyncState is Turn)
        {
            TryExecuteTask(task);
            return;
        }

        // Continuations of a grain that is gone may still have to run (clean-up after an await); nobody can call it any more.
        if (!Post(new TaskItem(task)))
            ThreadPool.UnsafeQueueUserWorkItem(static s => s.self.ExecuteStray(s.task), (self: this, task), preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        ReferenceEquals(Current, this) && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    void ExecuteStray(Task task)
    {
        lock (Extras)
            TryExecuteTask(task);
    }

    void QueueDrain() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    void Drain(WorkItem? first)
    {
        // Most drains have one item to run and never look at the clock: the quantum begins when there is a second.
        long? start = null;
        do
        {
            if (first is null)
                _ready ??= TakeInbox();
            while ((first ?? TakeReady()) is { } item)
            {
                first = null;
                item.Run(this);
                if (_phase == Phase.Gone)
                    return;
                if (_ready is null && _head is null)
                    break;
                var now = Environment.TickCount64;
                if (now - (start ??= now) >= QuantumMs)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }

            StepLifecycle();
            if (_phase == Phase.Gone)
                return;
        }
        while (!TryLetGo());
    }

    WorkItem? TakeReady()
    {
        if (_ready is not { } item)
            return null;
        _ready = item.Next;
        item.Next = null;
        return item;
    }

    WorkItem? TakeInbox() => Reverse(Interlocked.Exchange(ref _head, null));

    static WorkItem? Reverse(WorkItem? item)
    {
        WorkItem? oldest = null;
        while (item is not (null or Marker))
        {
            var earlier = item.Next;
            item.Next = oldest;
            oldest = item;
            item = earlier;
        }

        return oldest;
    }
}
