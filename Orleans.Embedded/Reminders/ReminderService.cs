using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in memory and calls their grains. They live as long as the process.</summary>
sealed class ReminderService(Silo silo, IOptions<ReminderOptions> options) : IDisposable
{
    static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    readonly Lock _lock = new();
    readonly Dictionary<(GrainId, string), Reminder> _reminders = [];

    public Task<IGrainReminder> Register(GrainId id, string name, TimeSpan due, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(due, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"The period {period} is shorter than {options.Value.MinimumReminderPeriod}: use a timer, or change ReminderOptions.MinimumReminderPeriod.", nameof(period));
        var reminder = new Reminder(this, id, name, silo.Time.GetUtcNow().UtcDateTime + due, period);
        lock (_lock)
        {
            if (_reminders.Remove((id, name), out var old))
                old.Timer?.Dispose();
            _reminders[(id, name)] = reminder;
        }

        Arm(reminder);
        return Task.FromResult<IGrainReminder>(reminder);
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

    public Task Unregister(IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        lock (_lock)
        {
            if (reminder is not Reminder own || !_reminders.TryGetValue((own.Grain, own.ReminderName), out var current) || current != own)
                throw new ReminderException($"The reminder '{reminder.ReminderName}' was changed or removed since this handle was made: get it again.");
            _reminders.Remove((own.Grain, own.ReminderName));
            own.Timer?.Dispose();
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var reminder in _reminders.Values)
                reminder.Timer?.Dispose();
            _reminders.Clear();
        }
    }

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
    sealed class Reminder(ReminderService service, GrainId grain, string name, DateTime first, TimeSpan period) : IGrainReminder
    {
        long _ticks;

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

                _ticks = ((silo.Time.GetUtcNow().UtcDateTime - first).Ticks / period.Ticks) + 1;
            }

            service.Arm(this);
        }
    }

    Silo Owner => silo;
}
