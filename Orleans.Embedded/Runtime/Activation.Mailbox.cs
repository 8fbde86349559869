namespace Orleans.Runtime;

/// <content>
/// The mailbox is one word. Null: idle, nobody runs and nothing waits. Suspended: nobody runs, but requests or lifecycle steps wait at an await.
/// Busy: a thread holds the turn. Dead: the activation is gone. Anything else: the newest of a stack of posted items, and a thread holds the
/// turn or a drain is queued. Whoever moves the word away from null or Suspended has the turn or must queue the drain; whoever fails to move
/// it from Busy back has been given items and drains them. Draining reverses the stack, which keeps every sender's order.
/// </content>
sealed partial class Activation
{
    /// <summary>A drain gives its thread back after so many milliseconds and queues for it again.</summary>
    const long QuantumMs = 20;

    static readonly WorkItem s_busy = new Marker();
    static readonly WorkItem s_suspended = new Marker();
    static readonly WorkItem s_dead = new Marker();
    static readonly Action<object?> s_drain = static _ => ((Activation)TaskScheduler.Current).Drain();

    WorkItem? _head;
    WorkItem? _ready;

    /// <summary>True when nothing runs and nothing waits, at this instant.</summary>
    public bool IsIdle => Volatile.Read(ref _head) is null;

    public bool IsGone => ReferenceEquals(Volatile.Read(ref _head), s_dead);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Roughly how many items wait.</summary>
    public int QueueLength => _waitingCount + (Volatile.Read(ref _head) is { } head and not Marker ? head.Count : 0);

    /// <summary>Takes the turn of an idle activation. The caller must end it with <see cref="EndTurn"/>.</summary>
    public bool TryTakeTurn() => Volatile.Read(ref _head) is null && Interlocked.CompareExchange(ref _head, s_busy, null) is null;

    /// <summary>Puts an item into the inbox. Returns false when the activation is gone: ask the catalog for the next one.</summary>
    public bool Post(WorkItem item)
    {
        var head = Volatile.Read(ref _head);
        while (!ReferenceEquals(head, s_dead))
        {
            var stack = head is Marker ? null : head;
            item.Next = stack;
            item.Count = stack is null ? 1 : stack.Count + 1;
            var seen = Interlocked.CompareExchange(ref _head, item, head);
            if (ReferenceEquals(seen, head))
            {
                if (head is null || ReferenceEquals(head, s_suspended))
                    QueueDrain();
                return true;
            }

            head = seen;
        }

        return false;
    }

    /// <summary>Gives the turn back, or on to the thread pool when there is more to do.</summary>
    public void EndTurn()
    {
        if (_phase == Phase.Gone)
            return;
        if (_phase == Phase.Deactivating || !ReferenceEquals(LetGo(), s_busy))
            QueueDrain();
    }

    // For a null that is written the compiler has an instruction; for anything else it calls the runtime.
    WorkItem? LetGo() => _running == 0 ? Interlocked.CompareExchange(ref _head, null, s_busy) : Interlocked.CompareExchange(ref _head, s_suspended, s_busy);

    void IThreadPoolWorkItem.Execute()
    {
        // The one way in public API to make TaskScheduler.Current this activation: be inside of one of its tasks. It comes back by QueueTask at once.
        _ = Task.Factory.StartNew(s_drain, s_busy, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
    }

    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        // An inline call or a drain on its way in: this thread has the turn already. No code outside of this library has such a state to give.
        if (task.AsyncState is Request or Marker)
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

    void Drain()
    {
        // Most drains have one item to run and never look at the clock: the quantum begins when there is a second.
        long? start = null;
        do
        {
            _ready ??= TakeInbox();
            while (_ready is { } item)
            {
                _ready = item.Next;
                item.Next = null;
                item.Run(this);
                if (_phase == Phase.Gone)
                    return;
                if (_ready is null && ReferenceEquals(_head, s_busy))
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
        while (!ReferenceEquals(LetGo(), s_busy));
    }

    WorkItem? TakeInbox() => Reverse(Interlocked.Exchange(ref _head, s_busy));

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
