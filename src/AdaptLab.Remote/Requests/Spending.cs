using System.Globalization;

namespace AdaptLab.Remote.Requests;

/// <summary>Keeps what is spent within a budget: the worst case is put aside before each request, and what it has really
/// cost takes its place afterwards.</summary>
internal sealed class Spending(TokenPrice? price, decimal? budget)
{
    private readonly Lock _lock = new();
    private decimal _reserved;
    private decimal _spent;

    /// <summary>What all requests that have ended came to.</summary>
    public decimal Spent
    {
        get
        {
            lock (_lock)
                return _spent;
        }
    }

    /// <exception cref="RemoteException">What is left might not be enough.</exception>
    public Reservation Reserve(TokenUsage worst)
    {
        var most = CostOf(worst);
        lock (_lock)
        {
            if (budget is { } limit && _spent + _reserved + most > limit)
            {
                throw new RemoteException(
                    RemoteFault.OverBudget,
                    $"The budget of {Money(limit)} is used up: {Money(_spent)} is spent, and the next request may cost {Money(most)}. What was answered is kept; raise `budget` to go on.");
            }

            _reserved += most;
        }

        return new Reservation(this, most);
    }

    private decimal CostOf(TokenUsage usage) => price?.Of(usage) ?? 0;

    private void Settle(decimal reserved, decimal cost)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            _spent += cost;
        }
    }

    private static string Money(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>What one request may cost. Unless it is settled otherwise, it counts as spent in full.</summary>
    internal sealed class Reservation(Spending spending, decimal most) : IDisposable
    {
        private decimal? _cost;

        public void Settle(TokenUsage usage) => _cost = spending.CostOf(usage);

        /// <summary>The server has refused the request before it did anything.</summary>
        public void Release() => _cost = 0;

        public void Dispose() => spending.Settle(most, _cost ?? most);
    }
}
