using System.Globalization;

namespace Orleans
{
    /// <summary>Implemented by grains that have reminders.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>Called when a reminder is due, as an ordinary call that activates the grain.</summary>
        Task ReceiveReminder(string reminderName, Runtime.TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A registered reminder.</summary>
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    /// <summary>When a reminder is due, in UTC.</summary>
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        public DateTime FirstTickTime { get; } = firstTickTime;

        public TimeSpan Period { get; } = period;

        public DateTime CurrentTickTime { get; } = timeStamp;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"<{FirstTickTime:o}, {Period}, {CurrentTickTime:o}>");
    }

    /// <summary>A reminder was changed by somebody else.</summary>
    public class ReminderException(string message) : OrleansException(message);
}

namespace Orleans.Hosting
{
    /// <summary>Limits of reminders.</summary>
    public class ReminderOptions
    {
        /// <summary>The shortest period that a reminder may have. Default: 1 minute.</summary>
        public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
    }
}
