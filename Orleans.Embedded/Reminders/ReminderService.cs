using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>Calls grains when their reminders are due. The list is in memory; the table has it for the next start.</summary>
sealed class ReminderService(Silo silo, IReminderTable table, IOptions<ReminderOptions> options) : IDisposable
{
    static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    readonly Lock _lock = new();
    readonly Dictionary<(GrainId, string), Reminder> _reminders = [];
    // Table and list change together: the last registration of a name is the one in both.
    readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>Takes up what earlier processes registered. Ticks that fell due meanwhile are skipped; the next one is on the old schedule.</summary>
    public async Task Load()
    {
        foreach (var row in await table.ReadAll())
            Put(new Reminder(this, row.Grain, row.Name, row.First, row.Period, TicksUntilNow(row.First, row.Period)));
    }

    public async Task<IGrainReminder> Register(GrainId id, string name, TimeSpan due, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(due, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"The period {period} is shorter than {options.Value.MinimumReminderPeriod}: use a timer, or change ReminderOptions.MinimumReminderPeriod.", nameof(period));
        var reminder = new Reminder(this, id, name, silo.Time.GetUtcNow().UtcDateTime + due, period, 0);
        await _changing.WaitAsync();
        try
        {
            await table.Write(new ReminderRow(id, name, reminder.Next, period));
            Put(reminder);
        }
        finally
        {
            _changing.Release();
        }

        return reminder;
    }

    public Task<IGrainReminder?> Get(GrainId id, string name)
    {
        lock (_lock)
            return Task.FromResult<IGrainReminder?>(_reminders.GetValueOrDefault((id, name)));
    }

    public Task<List<IGrainReminder>> GetAll(GrainId id)
    {
        lock (_lock)
            return Task.FromResult(_reminders.Values.Where(r => r.Grain == id).ToList<IGrainReminder>());
    }

    public async Task Unregister(IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        await _changing.WaitAsync();
        try
        {
            if (reminder is not Reminder own || !IsCurrent(own))
                throw new ReminderException($"The reminder '{reminder.ReminderName}' was changed or removed since this handle was made: get it again.");
            await table.Remove(own.Grain, own.ReminderName);
            lock (_lock)
            {
                _reminders.Remove((own.Grain, own.ReminderName));
                own.Timer?.Dispose();
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var reminder in _reminders.Values)
                reminder.Timer?.Dispose();
            _reminders.Clear();
        }

        _changing.Dispose();
    }

    bool IsCurrent(Reminder reminder)
    {
        lock (_lock)
            return _reminders.TryGetValue((reminder.Grain, reminder.ReminderName), out var current) && current == reminder;
    }

    void Put(Reminder reminder)
    {
        lock (_lock)
        {
            if (_reminders.Remove((reminder.Grain, reminder.ReminderName), out var old))
                old.Timer?.Dispose();
            _reminders[(reminder.Grain, reminder.ReminderName)] = reminder;
        }

        Arm(reminder);
    }

    /// <summary>How many ticks have fallen due: none before the first.</summary>
    long TicksUntilNow(DateTime first, TimeSpan period) =>
        silo.Time.GetUtcNow().UtcDateTime is var now && now < first ? 0 : ((now - first).Ticks / period.Ticks) + 1;

    void Arm(Reminder reminder)
    {
        var wait = reminder.Next - silo.Time.GetUtcNow().UtcDateTime;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > s_longestWait ? s_longestWait : wait;
        lock (_lock)
        {
            if (!_reminders.TryGetValue((reminder.Grain, reminder.ReminderName), out var current) || current != reminder)
                return;
            reminder.Timer?.Dispose();
            reminder.Timer = silo.Time.CreateTimer(static state => _ = ((Reminder)state!).Tick(), reminder, wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>One registration; a handle of an older registration of the same name is another object.</summary>
    sealed class Reminder(ReminderService service, GrainId grain, string name, DateTime first, TimeSpan period, long ticks) : IGrainReminder
    {
        long _ticks = ticks;

        public GrainId Grain => grain;

        public string ReminderName => name;

        public DateTime Next => first + (period * _ticks);

        public ITimer? Timer { get; set; }

        // Tick times are first + n × period: no drift. One call is outstanding at a time; ticks that fall due meanwhile are skipped.
        public async Task Tick()
        {
            var silo = service.Owner;
            if (silo.Time.GetUtcNow().UtcDateTime >= Next)
            {
                try
                {
                    await ((IRemindable)silo.Factory.Reference(typeof(IRemindable), grain)).ReceiveReminder(name, new TickStatus(first, period, silo.Time.GetUtcNow().UtcDateTime));
                }
                catch (Exception error)
                {
                    silo.Log.ReminderFailed(error, name, grain);
                }

                _ticks = service.TicksUntilNow(first, period);
            }

            service.Arm(this);
        }
    }

    Silo Owner => silo;
}
