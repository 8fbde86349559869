using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders of a grain: durable, of coarse period, and they activate it. Call from the grain's own turn.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or gives the one of that name a new schedule.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period);

    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        if (grain is not IRemindable)
            throw new InvalidOperationException($"{grain.GetType()} must implement IRemindable to have reminders.");
        var (service, id) = Of(grain);
        return service.Register(id, reminderName, dueTime, period);
    }

    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => ((IGrainBase)grain).GetReminder(reminderName);

    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        var (service, id) = Of(grain);
        return service.Get(id, reminderName);
    }

    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => ((IGrainBase)grain).GetReminders();

    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain)
    {
        var (service, id) = Of(grain);
        return service.GetAll(id);
    }

    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => ((IGrainBase)grain).UnregisterReminder(reminder);

    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
    {
        var (service, _) = Of(grain);
        return service.Unregister(reminder);
    }

    static (ReminderService Service, GrainId Id) Of(IGrainBase grain)
    {
        var activation = Activation.Of(grain);
        if (!ReferenceEquals(Turn.Activation, activation))
            throw new InvalidOperationException("Reminders are changed on a turn of their own grain: from a method of it, not from another thread.");
        var service = activation.Silo.Services.GetService<ReminderService>()
            ?? throw new OrleansConfigurationException("There is no reminder service: add it with UseInMemoryReminderService or UseAdoNetReminderService.");
        return (service, activation.GrainId);
    }
}
