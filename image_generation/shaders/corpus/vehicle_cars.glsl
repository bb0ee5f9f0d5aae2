// title: Cars Passing By
// description: Cars, vans and buses seen from the side on a road, with a pavement, lamps and houses behind
// tags: vehicle, cars, road, street

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

void wheel(inout vec3 col, vec2 q, float r, float roll, vec3 rim) {
    lay(col, length(q) - r, vec3(0.05) + 0.05 * step(0.8 * r, length(q)));
    q = rot(roll) * q;
    float a = atan(q.y, q.x + 1e-5), l = length(q);
    lay(col, l - r * 0.62, rim * (0.45 + 0.55 * step(0.0, cos(a * 5.0) + (l < r * 0.25 ? 1.0 : 0.0))));
}

void car(inout vec3 col, vec2 o, uint k, uint s, float way) {
    o.x *= way;
    float kind = rnd(k, 1);
    vec3 paint = hsv(rnd(k, 2), 0.85 * rnd(k, 3), 0.2 + 0.75 * rnd(k, 4)), glass = vec3(0.12, 0.17, 0.22), rim = vec3(0.5 + 0.4 * rnd(k, 5));
    float len = kind < 0.65 ? 0.62 : kind < 0.85 ? 0.66 : 1.05, r = 0.125;
    dim(col, length((o - vec2(0.0, 0.0)) * vec2(0.3 / len, 1.6)) - 0.28, 0.12, 0.65);
    float body, window_;
    float bx = len * 0.62;
    vec2 q = o - vec2(0.0, 0.22);
    if (kind < 0.65) {
        float rear = kind < 0.3 ? 0.1 : 0.32 * len, hood = 0.28 + 0.2 * rnd(k, 6);
        float y = o.y - 0.33;
        float cab = max(max(o.x - (len * (0.85 - hood) - y * 0.9), -o.x - (len - 0.08 - rear - y * (kind < 0.3 ? 0.25 : 0.7))), max(-y, y - 0.23));
        body = min(rbox(q, vec2(len, 0.14), 0.08), cab - 0.02);
        window_ = max(max(cab + 0.025, 0.02 - abs(o.x + 0.04)), 0.365 - o.y);
    } else if (kind < 0.85) {
        body = max(rbox(o - vec2(0.0, 0.4), vec2(len, 0.32), 0.07), (o.x - len * 0.72) * 0.8 + (o.y - 0.45) * 0.6);
        window_ = max(rbox(o - vec2(len * 0.45, 0.5), vec2(0.16, 0.12), 0.03), (o.x - len * 0.66) * 0.8 + (o.y - 0.45) * 0.6);
    } else {
        body = rbox(o - vec2(0.0, 0.46), vec2(len, 0.38), 0.05);
        vec2 w = vec2(fract(o.x / 0.3) - 0.5, o.y - 0.58);
        window_ = max(rbox(vec2(w.x * 0.3, w.y), vec2(0.125, 0.14), 0.02), abs(o.x) - len + 0.05);
    }
    float gloss = smoothstep(0.05, 0.3, o.y) * 0.5 + 0.6;
    vec3 c = paint * gloss + 0.25 * step(abs(o.y - 0.31 - 0.01 * sin(o.x * 7.0)), 0.012) * (kind < 0.65 ? 1.0 : 0.0);
    if (kind >= 0.65) c = mix(c, dye(s, k + 4U), step(abs(o.y - 0.28), 0.04 + 0.05 * rnd(k, 7)));
    lay(col, body, c);
    lay(col, abs(o.x + 0.04) - 0.004 + step(0.6, kind) + max(0.0, body + 0.01) * 9.0, paint * 0.4);
    float streak = step(0.0, sin(o.x * 9.0 + o.y * 14.0 + 2.0 * rnd(k, 8)));
    lay(col, window_, glass * (1.0 + 1.6 * streak));
    if (rnd(k, 9) < 0.6) lay(col, max(length(o - vec2(len * 0.25, 0.43 + 0.1 * step(0.65, kind))) - 0.05, window_), vec3(0.35, 0.22, 0.15));
    lay(col, rbox(o - vec2(len - 0.03, 0.24), vec2(0.04, 0.03), 0.02), vec3(1.0, 0.95, 0.7));
    lay(col, rbox(o - vec2(-len + 0.02, 0.26), vec2(0.03, 0.035), 0.01), vec3(0.9, 0.1, 0.08));
    lay(col, box(o - vec2(0.0, 0.1), vec2(len - 0.05, 0.025)), vec3(0.08));
    vec2 w = vec2(abs(o.x) - bx, o.y - r);
    lay(col, max(length(w) - r * 1.25, -o.y + 0.08), vec3(0.05));
    wheel(col, w, r, iTime * 9.0 * way, rim);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 1300U;
    float zoom = 0.7 + 0.75 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.1 * (rnd(s, 2) - 0.5)) * u * zoom;
    p.y += 0.1;
    float pan = 7.0 * rnd(s, 3) + 1.2 * iTime;
    float dusk = rnd(s, 4), kerb = -0.12;
    vec3 high = mix(hsv(0.56 + 0.06 * rnd(s, 5), 0.6, 0.9), hsv(0.7 + 0.2 * rnd(s, 5), 0.6, 0.3), step(0.65, dusk));
    vec3 low = mix(vec3(0.95, 0.93, 0.88), vec3(1.0, 0.6, 0.3), step(0.5, dusk));
    vec3 col = mix(low, high, clamp(p.y * 0.9, 0.0, 1.0));
    col = mix(col, vec3(1.0), 0.5 * smoothstep(0.5, 0.75, fbm(vec2(p.x + pan * 0.1, p.y * 2.5), 4, s)));
    for (int i = 0; i < 2; i++) {
        float x = (p.x + pan * (0.3 + 0.3 * float(i))) / (0.7 - 0.1 * float(i)), f = floor(x);
        uint k = cell(ivec2(int(f), i), s);
        float h = kerb + 0.35 + (0.8 - 0.35 * float(i)) * rnd(k, 1), xx = fract(x);
        float roof = rnd(k, 2) < 0.4 ? 0.3 * (0.5 - abs(xx - 0.5)) : 0.0;
        vec3 wall = i == 0 ? mix(dye(s, k), low, 0.55) : dye(s, k) * 0.9;
        if (rnd(s, 6) < 0.35 && i == 1) {
            float g = 0.3 + 0.25 * rnd(k, 1);
            vec2 q = vec2((xx - 0.5) * 0.6, p.y - kerb - 0.3 - g);
            float crown = length(q) - g * (0.7 + 0.5 * noise(vec2(atan(q.y, q.x + 1e-4) * 3.0 + 20.0, 0.0), k));
            lay(col, max(abs(q.x) - 0.03, q.y), vec3(0.25, 0.17, 0.1));
            lay(col, crown, hsv(0.2 + 0.15 * rnd(k, 3), 0.6, 0.4) * (0.5 + 0.9 * noise(p * 30.0, k)) * (0.7 + 0.6 * q.y / g));
        } else {
            vec2 w = abs(fract(vec2(xx * 4.0, (p.y - kerb) * 6.0)) - 0.5);
            vec3 pane = dusk > 0.6 && hash(ivec2(int(floor(x * 4.0)), int(floor(p.y * 6.0))), s) < 0.5 ? vec3(1.0, 0.8, 0.4) : vec3(0.2, 0.27, 0.33);
            vec3 c = mix(pane, wall, smoothstep(0.25, 0.3, max(w.x, w.y)));
            if (p.y > h) c = wall * 0.5;
            if (p.y < kerb + 0.17) c = mix(wall * 0.4, dye(s, k + 1U), step(0.5, fract(xx * 12.0)) * step(kerb + 0.11, p.y));
            lay(col, max(p.y - h - roof, 0.02 - (0.5 - abs(xx - 0.5))), c);
        }
    }
    vec3 tar = hsv(0.6, 0.1, 0.2 + 0.25 * rnd(s, 7)) * (0.75 + 0.5 * noise(vec2((p.x + pan) * 40.0, p.y * 90.0), s));
    if (p.y < kerb) {
        col = tar;
        float z = 0.5 / (0.35 - p.y + kerb);
        if (p.y > kerb - 0.12) col = vec3(0.62, 0.6, 0.57) * (0.8 + 0.25 * step(0.06, fract((p.x + pan) * 2.0))) * (p.y < kerb - 0.085 ? 0.6 : 1.0);
        else if (abs(p.y - kerb + 0.62) < 0.022) col = mix(col, vec3(0.9), step(0.45, fract((p.x + pan) * 0.9)));
        else if (rnd(s, 8) < 0.4) col = mix(col, low, 0.4 * smoothstep(0.5, 0.8, fbm(vec2(p.x + pan, p.y * 4.0) * 2.0, 3, s)));
        col *= 0.8 + 0.3 * z;
    }
    float lampX = (p.x + pan * 0.9) / 1.7, lf = floor(lampX);
    vec2 lq = vec2((lampX - lf - 0.5) * 1.7, p.y - kerb + 0.05);
    if (rnd(s, 9) < 0.6) {
        lay(col, min(box(lq - vec2(0.0, 0.5), vec2(0.015, 0.52)), box(lq - vec2(0.1, 1.02), vec2(0.12, 0.015))), vec3(0.15));
        lay(col, rbox(lq - vec2(0.2, 1.0), vec2(0.06, 0.025), 0.02), vec3(1.0, 0.9, 0.6));
        if (dusk > 0.6) col += vec3(1.0, 0.7, 0.3) * 0.5 * exp(-7.0 * length(lq - vec2(0.2, 0.98)));
    }
    for (int j = 0; j < 2; j++) {
        float way = j == 0 ? -1.0 : 1.0, size = 0.8 + 0.25 * float(j);
        float x = (p.x + (j == 0 ? pan * 0.8 + 2.0 * iTime : pan - 2.2 * iTime)) / (2.2 * size), f = floor(x);
        uint k = cell(ivec2(int(f), 20 + j), s);
        if (rnd(k, 30) < 0.85) {
            vec2 o = vec2((x - f - 0.5 + 0.1 * (rnd(k, 31) - 0.5)) * 2.2, (p.y - kerb + 0.42 + 0.42 * float(j)) / size);
            px /= size;
            if (abs(o.x) < 1.1 && o.y < 1.0 && o.y > -0.3) car(col, o, k, s, way);
            px *= size;
        }
    }
    if (dusk > 0.65) col *= vec3(0.65, 0.6, 0.8);
    fragColor = vec4(film(col * 1.6), 1.0);
}
