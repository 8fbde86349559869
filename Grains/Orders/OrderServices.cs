using Grains.Accounts;
using Grains.Sessions;
using Grains.Storage;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>What every order grain of this silo shares.</summary>
sealed class OrderServices(
    IOrderStore store, OrderValidator validator, BrokerClients clients, ICrashPoints crash, IOptions<OrderOptions> orders,
    IOptions<BrokerOptions> broker, OrderInstruments instruments, MarketClock market, TimeProvider time)
{
    public IOrderStore Store => store;

    public OrderValidator Validator => validator;

    public BrokerClients Clients => clients;

    public ICrashPoints Crash => crash;

    public OrderOptions Options => orders.Value;

    public OrderInstruments Instruments => instruments;

    public MarketClock Market => market;

    public TimeProvider Time => time;

    public TimeSpan RequestTimeout => broker.Value.RequestTimeout;

    /// <summary>See <see cref="BookReading"/>.</summary>
    public TimeSpan MinAbsence => broker.Value.RequestTimeout + orders.Value.AbsenceMargin;
}
