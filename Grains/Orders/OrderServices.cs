using Grains.Accounts;
using Grains.Sessions;
using Grains.Storage;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>What every order grain of this silo shares.</summary>
sealed class OrderServices(
    IOrderStore store, OrderValidator validator, BrokerClients clients, ICrashPoints crash, IOptions<OrderOptions> orders,
    IOptions<BrokerOptions> broker, OrderInstruments instruments, MarketClock market, KillSwitchBoard killSwitch, OrderLimits limits, AccountRegistry accounts,
    Random random, TimeProvider time)
{
    public IOrderStore Store => store;

    public OrderValidator Validator => validator;

    public BrokerClients Clients => clients;

    public ICrashPoints Crash => crash;

    public OrderOptions Options => orders.Value;

    public OrderInstruments Instruments => instruments;

    public MarketClock Market => market;

    public TimeProvider Time => time;

    public KillSwitchBoard KillSwitch => killSwitch;

    public OrderLimits Limits => limits;

    public AccountRegistry Accounts => accounts;

    /// <summary>The wait before attempt number <paramref name="attempt"/> + 1: doubling, and between half and all of it by chance.</summary>
    public TimeSpan BackOff(int attempt) => Options.RetryBackOff * Math.Pow(2, Math.Min(attempt - 1, 10)) * (0.5 + (Chance() / 2));

    double Chance()
    {
        lock (random)
            return random.NextDouble();
    }

    public TimeSpan RequestTimeout => broker.Value.RequestTimeout;

    /// <summary>See <see cref="BookReading"/>.</summary>
    public TimeSpan MinAbsence => broker.Value.RequestTimeout + orders.Value.AbsenceMargin;
}
