import { concurrentSteps } from "../subjects.ts"
import { searchAll, type ThreadedSearch } from "./threaded-search.ts"

const search: ThreadedSearch = searchAll(concurrentSteps(4))

export default search
